// Logging in, and back to the page before.
// Leads only to a page of this dashboard.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { safeNext } from "../../base/paths";
import { account } from "../../data/api";
import { ended, enter, session } from "../../data/session";
import { Field, FormProblem, Submit, useForm } from "../../ui/form";
import { t } from "../../words/texts";
import { Frame } from "./frame";

/** The log-in page. */
export function Login(): JSX.Element {
  const { query, route } = useLocation();
  const email = useSignal("");
  const password = useSignal("");
  const fresh = useSignal(false);
  const next = safeNext(query.next, location.origin);
  useEffect(() => {
    if (session.value) route(next, true);
  }, [session.value]);
  useEffect(() => {
    account.setupNeeded().then(
      (answer) => {
        fresh.value = answer.needed;
      },
      () => undefined,
    );
  }, []);
  const form = useForm(async () => {
    enter(await account.login({ email: email.value.trim(), password: password.value }));
  });
  const refused = form.problem?.status === 401;
  return (
    <Frame title={t.login.title} lead={t.login.lead}>
      {ended.value && <p class="notice">{t.login.ended}</p>}
      <form class="stack" onSubmit={form.onSubmit}>
        {refused ? (
          <div class="trouble" role="alert">
            <p>{t.login.refused}</p>
          </div>
        ) : (
          <FormProblem problem={form.problem} fields={["email", "password"]} />
        )}
        <Field
          label={t.login.email}
          name="email"
          type="email"
          autocomplete="username"
          required
          readOnly={form.busy}
          value={email}
          error={form.error("email")}
        />
        <Field
          label={t.login.password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          readOnly={form.busy}
          value={password}
          error={form.error("password")}
        />
        <Submit busy={form.busy}>{t.login.submit}</Submit>
      </form>
      {fresh.value && <p class="notice">{t.login.setup}</p>}
    </Frame>
  );
}
