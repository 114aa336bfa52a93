// Accepting an invitation: a new member chooses a password; one who already has an account enters its password.
// Shows nothing before the server has checked the token, and does not know who has an account.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { paths } from "../../base/paths";
import type { InviteLook } from "../../base/types";
import { account, asProblem, type Problem } from "../../data/api";
import { enter, home } from "../../data/session";
import { Check, Field, FormProblem, Submit, Trouble, useForm } from "../../ui/form";
import { Around, Skeleton } from "../../ui/parts";
import { t } from "../../words/texts";
import { Frame } from "./frame";
import { takeToken } from "./token";

/** The page of an invitation link. */
export function Invited(): JSX.Element {
  const token = useMemo(takeToken, []);
  const look = useSignal<InviteLook | null>(null);
  const problem = useSignal<Problem | null>(null);
  const read = () => {
    problem.value = null;
    account.look(token ?? "").then(
      (found) => {
        look.value = found;
      },
      (cause) => {
        problem.value = asProblem(cause);
      },
    );
  };
  useEffect(() => {
    if (token) read();
  }, []);
  if (!token) return <Frame title={t.invite.title(t.brand)} lead={t.invite.noToken} />;
  if (problem.value) {
    const known = problem.value.status >= 400 && problem.value.status < 500 && problem.value.status !== 429;
    return (
      <Frame title={t.invite.title(t.brand)}>
        {known ? (
          <>
            <p class="lead">{t.invite.gone}</p>
            <a class="button" href={paths.login()}>
              {t.login.title}
            </a>
          </>
        ) : (
          <Trouble problem={problem.value} onRetry={read} />
        )}
      </Frame>
    );
  }
  if (!look.value) {
    return (
      <Frame title={t.invite.title("…")}>
        <Skeleton lines={5} />
      </Frame>
    );
  }
  return <Accept token={token} look={look.value} />;
}

function Accept({ token, look }: { token: string; look: InviteLook }): JSX.Element {
  const { route } = useLocation();
  const name = useSignal("");
  const password = useSignal("");
  const known = useSignal(false);
  const form = useForm(async () => {
    const found = await account.accept({
      token,
      password: password.value,
      ...(!known.value && { name: name.value.trim() }),
    });
    enter(found);
    const joined = found.projects.find((item) => item.name === look.project.name)?.id ?? home(found);
    route(joined ? paths.overview(joined) : paths.home, true);
  });
  return (
    <Frame
      title={t.invite.title(look.project.name)}
      heading={<Around text={t.invite.title(look.project.name)} said={look.project.name} />}
      lead={<Around text={t.invite.lead(t.asRole(look.role), look.email)} said={look.email} />}
    >
      <form class="stack" onSubmit={form.onSubmit}>
        {form.problem?.status === 401 ? (
          <div class="trouble" role="alert">
            <p>{t.login.refused}</p>
          </div>
        ) : (
          <FormProblem problem={form.problem} fields={["name", "password"]} />
        )}
        <Check
          label={t.invite.known}
          name="known"
          checked={known.value}
          onChange={(checked) => {
            known.value = checked;
          }}
        />
        {!known.value && (
          <Field
            label={t.setup.name}
            name="name"
            autocomplete="name"
            required
            readOnly={form.busy}
            value={name}
            error={form.error("name")}
          />
        )}
        <Field
          label={t.setup.password}
          {...(!known.value && { hint: t.setup.passwordHint, minLength: 10 })}
          name="password"
          type="password"
          autocomplete={known.value ? "current-password" : "new-password"}
          required
          readOnly={form.busy}
          value={password}
          error={form.error("password")}
        />
        <Submit busy={form.busy}>{t.invite.submit}</Submit>
      </form>
    </Frame>
  );
}
