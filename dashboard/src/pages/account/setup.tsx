// The set-up link: the first member of a new server.
// Works once; the server refuses a second time.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { paths } from "../../base/paths";
import { account } from "../../data/api";
import { enter } from "../../data/session";
import { Field, FormProblem, Submit, useForm } from "../../ui/form";
import { t } from "../../words/texts";
import { Frame } from "./frame";
import { takeToken } from "./token";

/** The set-up page. */
export function Setup(): JSX.Element {
  const { route } = useLocation();
  const token = useMemo(takeToken, []);
  const name = useSignal("");
  const email = useSignal("");
  const password = useSignal("");
  const form = useForm(async () => {
    const body = { name: name.value.trim(), email: email.value.trim(), password: password.value };
    enter(await account.setup({ token: token ?? "", ...body }));
    route(paths.start, true);
  });
  if (!token) {
    return (
      <Frame title={t.setup.title} lead={t.setup.noToken}>
        <a class="button" href={paths.login()}>
          {t.login.title}
        </a>
      </Frame>
    );
  }
  const status = form.problem?.status ?? 0;
  if (status === 409) {
    return (
      <Frame title={t.setup.title} lead={t.setup.done}>
        <a class="button is-main" href={paths.login()}>
          {t.login.title}
        </a>
      </Frame>
    );
  }
  return (
    <Frame title={t.setup.title} lead={t.setup.lead}>
      <form class="stack" onSubmit={form.onSubmit}>
        {[401, 403, 404].includes(status) ? (
          <div class="trouble" role="alert">
            <p>{t.setup.refused}</p>
            <p>
              <a href={paths.login()}>{t.login.title}</a>
            </p>
          </div>
        ) : (
          <FormProblem problem={form.problem} fields={["name", "email", "password"]} />
        )}
        <Field
          label={t.setup.name}
          name="name"
          autocomplete="name"
          required
          readOnly={form.busy}
          value={name}
          error={form.error("name")}
        />
        <Field
          label={t.setup.email}
          name="email"
          type="email"
          autocomplete="username"
          required
          readOnly={form.busy}
          value={email}
          error={form.error("email")}
        />
        <Field
          label={t.setup.password}
          hint={t.setup.passwordHint}
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minLength={10}
          readOnly={form.busy}
          value={password}
          error={form.error("password")}
        />
        <Submit busy={form.busy}>{t.setup.submit}</Submit>
      </form>
    </Frame>
  );
}
