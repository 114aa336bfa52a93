// The account page: name, address, password, sessions, and what this browser keeps for its member.
// Belongs to no project, and shows nobody else.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { own } from "../../data/account";
import { account } from "../../data/api";
import { enter, session } from "../../data/session";
import { Field, FormProblem, Submit, useForm } from "../../ui/form";
import { Around, useTitle } from "../../ui/parts";
import { a } from "../../words/account";
import { DeletedProjects } from "./deleted";
import { Device } from "./device";
import { Sessions, useSessions } from "./sessions";
import "../../styles/account.css?later";

/** The account page. */
export function Account(): JSX.Element {
  useTitle(a.title);
  const found = useSessions();
  const again = () => void found.reload();
  return (
    <div class="account">
      <article class="sheet-page">
        <h1>{a.title}</h1>
        <Profile />
        <Address onChanged={again} />
        <Password onChanged={again} />
        <Sessions found={found} />
        <DeletedProjects />
        <Device />
      </article>
    </div>
  );
}

function Profile(): JSX.Element {
  const name = useSignal(session.value?.member.name ?? "");
  const form = useForm(async () => {
    enter(await own.patch({ name: name.value.trim() }));
    announce(a.profile.saved);
  });
  return (
    <section>
      <h2>{a.profile.title}</h2>
      <form class="stack" onSubmit={form.onSubmit}>
        <FormProblem problem={form.problem} fields={["name"]} />
        <Field
          label={a.profile.name}
          hint={a.profile.nameHint}
          name="name"
          autocomplete="name"
          required
          maxLength={100}
          readOnly={form.busy}
          value={name}
          error={form.error("name")}
        />
        <div class="acts">
          <Submit busy={form.busy} second>
            {a.profile.save}
          </Submit>
        </div>
      </form>
    </section>
  );
}

function Address({ onChanged }: { onChanged: () => void }): JSX.Element {
  const email = useSignal("");
  const current = useSignal("");
  const now = session.value?.member.email ?? "";
  const form = useForm(async () => {
    const found = await own.patch({ email: email.value.trim(), current: current.value });
    enter(found);
    announce(a.email.saved(found.member.email));
    onChanged();
  }, [email, current]);
  return (
    <section>
      <h2>{a.email.title}</h2>
      <p class="quiet">
        <Around text={a.email.lead(now)} said={now} />
      </p>
      <form class="stack" onSubmit={form.onSubmit}>
        <FormProblem problem={form.problem} fields={["email", "current"]} />
        <Field
          label={a.email.label}
          hint={a.email.hint}
          name="email"
          type="email"
          autocomplete="email"
          required
          readOnly={form.busy}
          value={email}
          error={form.error("email")}
        />
        <Field
          label={a.email.current}
          name="current"
          type="password"
          autocomplete="current-password"
          required
          readOnly={form.busy}
          value={current}
          error={form.error("current")}
        />
        <div class="acts">
          <Submit busy={form.busy} second>
            {a.email.save}
          </Submit>
        </div>
      </form>
    </section>
  );
}

function Password({ onChanged }: { onChanged: () => void }): JSX.Element {
  const current = useSignal("");
  const next = useSignal("");
  const form = useForm(async () => {
    await account.password({ current: current.value, password: next.value });
    announce(a.password.saved);
    onChanged();
  }, [current, next]);
  return (
    <section>
      <h2>{a.password.title}</h2>
      <p class="quiet">{a.password.hint}</p>
      <form class="stack" onSubmit={form.onSubmit}>
        <FormProblem problem={form.problem} fields={["current", "password"]} />
        <Field
          label={a.password.current}
          name="current"
          type="password"
          autocomplete="current-password"
          required
          readOnly={form.busy}
          value={current}
          error={form.error("current")}
        />
        <Field
          label={a.password.next}
          hint={a.password.nextHint}
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minLength={10}
          readOnly={form.busy}
          value={next}
          error={form.error("password")}
        />
        <div class="acts">
          <Submit busy={form.busy} second>
            {a.password.save}
          </Submit>
        </div>
      </form>
    </section>
  );
}
