// What this browser keeps for its member: theme, density, single-key shortcuts.
// Sends nothing to the server.
import type { JSX } from "preact";
import { chooseDensity, densities, density } from "../../base/density";
import { chooseShortcuts, shortcuts } from "../../base/keys";
import { chooseTheme, theme, themes } from "../../base/theme";
import { Check } from "../../ui/form";
import { a } from "../../words/account";
import { t } from "../../words/texts";

/** The part of the page that shows them. */
export function Device(): JSX.Element {
  return (
    <section>
      <h2>{a.device.title}</h2>
      <p class="quiet">{a.device.lead}</p>
      <Switch
        name="account-theme"
        label={a.device.theme}
        options={themes}
        names={t.nav.themes}
        value={theme.value}
        onChange={chooseTheme}
      />
      <Switch
        name="account-rows"
        label={a.device.rows}
        options={densities}
        names={a.device.densities}
        value={density()}
        onChange={chooseDensity}
      />
      <Check
        name="shortcuts"
        label={t.help.on}
        hint={t.help.onHint}
        checked={shortcuts.value}
        onChange={chooseShortcuts}
      />
    </section>
  );
}

function Switch<T extends string>(props: {
  name: string;
  label: string;
  options: readonly T[];
  names: Record<T, string>;
  value: T;
  onChange: (next: T) => void;
}): JSX.Element {
  return (
    <fieldset class="segmented is-inline account-switch">
      <legend>{props.label}</legend>
      {props.options.map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={props.name}
            checked={props.value === option}
            onChange={() => props.onChange(option)}
          />
          <span>{props.names[option]}</span>
        </label>
      ))}
    </fieldset>
  );
}
