// Members and invitations: who is in the team, and what each may do.
// Sends no mail: the person who invites sends the link.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { announce } from "../../base/announce";
import type { Invite, Items, Member, Role } from "../../base/types";
import { asProblem, type Problem, projects } from "../../data/api";
import { useResource } from "../../data/resource";
import { may, roleIn, session } from "../../data/session";
import { Choice, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { usePart } from "../../ui/part";
import { Code, Skeleton } from "../../ui/parts";
import { t } from "../../words/pages";
import { moment } from "../../words/time";
import { Removal } from "./removal";

const roles: Role[] = ["owner", "admin", "triager", "viewer"];
const options = roles.map((role) => ({ value: role, label: t.role(role) }));

/** The members tab. */
export function Members({ project }: { project: string }): JSX.Element {
  const found = useResource<Items<Member>>(`members ${project}`, () => projects.members(project), 60);
  const asked = useSignal<Member | null>(null);
  const problem = useSignal<Problem | null>(null);
  const owner = may(roleIn(project), "people");
  const items = found.data.value?.items;
  const change = async (member: Member, role: Role) => {
    problem.value = null;
    try {
      await projects.setRole(project, member.id, role);
      announce(t.members.changed(member.name, t.asRole(role)));
    } catch (cause) {
      problem.value = asProblem(cause);
    }
    void found.reload();
  };
  return (
    <article class="sheet-page">
      <h2>{t.members.title}</h2>
      {!owner && <p class="quiet">{t.settings.ownersOnly}</p>}
      {problem.value && <Trouble problem={problem.value} />}
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {!items && !found.problem.value && <Skeleton lines={4} />}
      <ul class="lines people">
        {items?.map((member) => (
          <li key={member.id}>
            <span class="avatar" aria-hidden="true">
              {member.name.slice(0, 1).toUpperCase()}
            </span>
            <span class="headline">
              <span class="row-title">
                <span class="clip" dir="auto">
                  {member.name}
                </span>
                {member.id === session.value?.member.id && <span class="quiet">{t.members.you}</span>}
              </span>
              <span class="sentence clip" dir="auto">
                {member.email}
              </span>
            </span>
            <span class="gap" />
            {owner ? (
              <Choice
                hideLabel
                label={t.members.roleOf(member.name)}
                name="role"
                value={member.role}
                options={options}
                onChange={(role) => void change(member, role as Role)}
              />
            ) : (
              <span class="quiet">{t.role(member.role)}</span>
            )}
            {owner && (
              <button
                type="button"
                class="button is-bare is-square"
                aria-label={t.members.remove(member.name)}
                title={t.members.remove(member.name)}
                onClick={() => {
                  asked.value = member;
                }}
              >
                <Icon name="close" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {items && (
        <dl class="pairs roles">
          {roles.map((role) => (
            <div key={role}>
              <dt>{t.role(role)}</dt>
              <dd>{t.roleHint(role)}</dd>
            </div>
          ))}
        </dl>
      )}
      {owner && items && <Invites project={project} onUsed={() => void found.reload()} />}
      {asked.value && (
        <Removal
          project={project}
          member={asked.value}
          onRemoved={() => void found.reload()}
          onClose={() => {
            asked.value = null;
          }}
        />
      )}
    </article>
  );
}

/** Invitations; `onUsed` is called when one that was open is not any more, since its person may have joined. */
function Invites({ project, onUsed }: { project: string; onUsed: () => void }): JSX.Element {
  const part = usePart<HTMLElement>("invite");
  const open = useSignal(0);
  const pace = open.value > 0 ? 15 : 60;
  const found = useResource<Items<Invite>>(`invites ${project}`, () => projects.invites(project), pace);
  const email = useSignal("");
  const role = useSignal<Role>("triager");
  const link = useSignal<{ id: string; text: string } | null>(null);
  const before = useRef<string[]>([]);
  const problem = useSignal<Problem | null>(null);
  const form = useForm(async () => {
    const made = await projects.invite(project, { email: email.value.trim(), role: role.value });
    link.value = { id: made.id, text: made.link };
    void found.reload();
  }, [email]);
  const takeBack = async (invite: Invite) => {
    problem.value = null;
    try {
      await projects.dropInvite(project, invite.id);
      announce(t.members.taken);
    } catch (cause) {
      problem.value = asProblem(cause);
    }
    void found.reload();
  };
  const items = found.data.value?.items;
  useEffect(() => {
    if (!items) return;
    const now = items.map(({ id }) => id);
    const gone = before.current.filter((id) => !now.includes(id));
    before.current = now;
    open.value = now.length;
    // A link that was used or revoked is not on offer any more.
    if (link.peek() && gone.includes(link.peek()?.id ?? "")) link.value = null;
    if (gone.length > 0) onUsed();
  }, [items]);
  return (
    <>
      <section ref={part}>
        <h3>{t.members.invite}</h3>
        <p class="quiet">{t.members.sendHint}</p>
        <form class="stack" onSubmit={form.onSubmit}>
          <FormProblem problem={form.problem} fields={["email", "role"]} />
          <div class="pair">
            <Field
              label={t.members.email}
              name="email"
              type="email"
              autocomplete="off"
              required
              value={email}
              error={form.error("email")}
            />
            <Choice
              label={t.members.role}
              name="role"
              value={role.value}
              options={options}
              error={form.error("role")}
              onChange={(next) => {
                role.value = next as Role;
              }}
            />
          </div>
          <div class="acts">
            <Submit busy={form.busy}>{t.members.send}</Submit>
          </div>
        </form>
        {link.value && (
          <div class="once" role="status">
            <p>{t.members.link}</p>
            <Code text={link.value.text} name={t.members.invite} />
          </div>
        )}
      </section>
      <section>
        <h3>{t.members.invites}</h3>
        {problem.value && <Trouble problem={problem.value} />}
        {items?.length === 0 && <p class="quiet">{t.members.noInvites}</p>}
        <ul class="lines">
          {items?.map((invite) => (
            <li key={invite.id}>
              <span class="clip" dir="auto">
                {invite.email}
              </span>
              <span class="quiet">{t.role(invite.role)}</span>
              <span class="gap" />
              <span class="quiet">{t.members.expires(moment(invite.expires_at))}</span>
              <button
                type="button"
                class="button is-bare is-square"
                aria-label={t.members.takeBack(invite.email)}
                title={t.members.takeBack(invite.email)}
                onClick={() => void takeBack(invite)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
