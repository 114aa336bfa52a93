// The frame around every page of a project: the navigation, the account, the help sheet.
// Does not read data; names come with the session.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useLocation } from "preact-iso/router";
import { chooseShortcuts, shortcuts, useKeys } from "./base/keys";
import { paths } from "./base/paths";
import { chooseTheme, theme, themes } from "./base/theme";
import { useStream } from "./data/live";
import { leave, session } from "./data/session";
import { Sheet } from "./ui/dialog";
import { Check } from "./ui/form";
import { Icon, type IconName, Mark } from "./ui/icon";
import { Menu } from "./ui/menu";
import { t } from "./words/texts";

const places = ["triage", "reports", "screens", "visitors", "settings"] as const;

// The last filters of each list of a project.
const searches = new Map<string, string>();

/** The frame of a project's pages. */
export function Shell({ project, children }: { project: string; children: ComponentChildren }): JSX.Element {
  const { path, url } = useLocation();
  const help = useSignal(false);
  useStream(project);
  useKeys({
    "?": () => {
      help.value = true;
    },
  });
  const here = path.split("/")[4] ?? "";
  // A list keeps its filters while another one is shown.
  searches.set(`${project} ${here}`, url.slice(url.split("?")[0]?.length));
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {t.nav.skip}
      </a>
      <header class="rail">
        <ProjectMenu project={project} />
        <nav aria-label={t.nav.label}>
          {places.map((place) => (
            <a
              key={place}
              href={
                place === "settings"
                  ? paths.settings(project)
                  : paths[place](project, null, searches.get(`${project} ${place}`))
              }
              aria-current={here === place ? "page" : undefined}
            >
              <Icon name={place as IconName} />
              <span>{t.nav[place]}</span>
            </a>
          ))}
        </nav>
        <AccountMenu
          onHelp={() => {
            help.value = true;
          }}
        />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {help.value && (
        <Help
          onClose={() => {
            help.value = false;
          }}
        />
      )}
    </div>
  );
}

function ProjectMenu({ project }: { project: string }): JSX.Element {
  const list = session.value?.projects ?? [];
  const name = list.find((item) => item.id === project)?.name ?? t.brand;
  return (
    <Menu
      class="project-button"
      name={`${t.nav.switch}: ${name}`}
      label={
        <>
          <Mark />
          <span class="project-name" dir="auto">
            {name}
          </span>
          <Icon name="down" />
        </>
      }
    >
      {(close) => (
        <>
          <ul class="menu-list">
            {list.map((item) => (
              <li key={item.id}>
                <a
                  class="menu-item"
                  href={paths.triage(item.id)}
                  aria-current={item.id === project ? "true" : undefined}
                  onClick={close}
                >
                  <span dir="auto">{item.name}</span>
                  <span class="quiet">{t.role(item.role)}</span>
                </a>
              </li>
            ))}
            <li class="menu-end">
              <a class="menu-item" href={paths.start} onClick={close}>
                <span>{t.nav.create}</span>
                <Icon name="plus" />
              </a>
            </li>
          </ul>
        </>
      )}
    </Menu>
  );
}

function AccountMenu({ onHelp }: { onHelp: () => void }): JSX.Element {
  const member = session.value?.member;
  return (
    <Menu
      class="account-button"
      name={`${t.nav.account}: ${member?.name ?? ""}`}
      label={
        <>
          <span class="avatar" aria-hidden="true">
            {(member?.name ?? "?").slice(0, 1).toUpperCase()}
          </span>
          <span class="account-name" dir="auto">
            {member?.name}
          </span>
        </>
      }
    >
      {(close) => (
        <>
          <p class="menu-head">
            <span dir="auto">{member?.name}</span>
            <span class="quiet" dir="auto">
              {member?.email}
            </span>
          </p>
          <fieldset class="segmented">
            <legend>{t.nav.theme}</legend>
            {themes.map((choice) => (
              <label key={choice}>
                <input
                  type="radio"
                  name="theme"
                  checked={theme.value === choice}
                  onChange={() => chooseTheme(choice)}
                />
                <span>{t.nav.themes[choice]}</span>
              </label>
            ))}
          </fieldset>
          <ul class="menu-list">
            <li>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  onHelp();
                }}
              >
                <span>{t.nav.shortcuts}</span>
                <kbd>?</kbd>
              </button>
            </li>
            <li>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  void leave();
                }}
              >
                <span>{t.nav.logout}</span>
                <Icon name="leave" />
              </button>
            </li>
          </ul>
        </>
      )}
    </Menu>
  );
}

function Help({ onClose }: { onClose: () => void }): JSX.Element {
  return (
    <Sheet title={t.help.title} onClose={onClose}>
      <Check
        name="shortcuts"
        label={t.help.on}
        hint={t.help.onHint}
        checked={shortcuts.value}
        onChange={chooseShortcuts}
      />
      <dl class="keys">
        {t.help.rows.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
