// The frame around every page of a project: the navigation, the account, the help sheet.
// Does not read data; names come with the session.
import { useSignal } from "@preact/signals";
import { type ComponentChildren, Fragment, type JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { printedKey } from "./base/commands";
import { holdKeys, shortcuts, useKeys } from "./base/keys";
import { paths } from "./base/paths";
import { chooseTheme, theme, themes } from "./base/theme";
import { useStream } from "./data/live";
import { usePresence } from "./data/presence";
import { leave, may, roleIn, session } from "./data/session";
import { useWaiting } from "./data/waiting";
import { Icon, type IconName, Mark } from "./ui/icon";
import { lazy, whenLoaded } from "./ui/lazy";
import { Menu } from "./ui/menu";
import { KeyHint } from "./ui/parts";
import { t } from "./words/texts";

const Help = lazy(() => import("./ui/help").then((m) => m.Help), "over");
const Create = lazy(() => import("./ui/create").then((m) => m.Create), "over");
const FirstSteps = whenLoaded(() => import("./ui/first").then((m) => m.FirstSteps));
// The saved views of triage, and how many requests each has.
const Saved = lazy(() => import("./ui/saved").then((m) => m.Saved), "over");
const Palette = lazy(() => import("./ui/palette").then((m) => m.Palette), "over");

// Before the key for it is pressed, and after everything that is needed sooner.
setTimeout(() => void Create.load(), 3_000);

const places = [
  "overview",
  "triage",
  "roadmap",
  "comments",
  "reports",
  "changelog",
  "proposals",
  "screens",
  "visitors",
  "settings",
] as const;
type Place = (typeof places)[number];

/** How many places a narrow screen has room for; the rest are in a menu there. */
const inBar = 5;

// The last filters of each list of a project.
const searches = new Map<string, string>();

/** The frame of a project's pages. */
export function Shell({ project, children }: { project: string; children: ComponentChildren }): JSX.Element {
  const { path, query, url, route } = useLocation();
  const chosen = query.saved ?? null;
  const allowed = may(roleIn(project), "decide");
  const over = useSignal<"help" | "palette" | "create" | null>(null);
  const hidden = session.value?.projects.find((item) => item.id === project)?.first_steps_hidden;
  useStream(project);
  usePresence();
  useEffect(() => {
    // After everything that the page needs.
    const timer = setTimeout(() => void Palette.load(), 1_000);
    return () => clearTimeout(timer);
  }, []);
  const page = path.split("/")[4] ?? "";
  // A list keeps its filters while another one is shown; a saved view has a link of its own.
  searches.set(`${project} ${page}`, chosen ? "" : url.slice(url.split("?")[0]?.length));
  const here = page === "ranking" ? "triage" : page;
  const waiting = useWaiting(project);
  const addressOf = (place: Place) =>
    place === "settings"
      ? paths.settings(project)
      : paths[place](project, null, searches.get(`${project} ${place}`));
  const go = (place: Place) => () => route(addressOf(place));
  const show = (what: "help" | "palette" | "create") => () => {
    holdKeys();
    over.value = what;
  };
  const close = () => {
    over.value = null;
  };
  useKeys({
    help: show("help"),
    palette: show("palette"),
    ...(allowed && { create: show("create") }),
    overview: go("overview"),
    triage: go("triage"),
    roadmap: go("roadmap"),
    comments: go("comments"),
    reports: go("reports"),
    changelog: go("changelog"),
    proposals: go("proposals"),
    screens: go("screens"),
    visitors: go("visitors"),
  });
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {t.nav.skip}
      </a>
      <header class="rail">
        <ProjectMenu project={project} />
        <nav aria-label={t.nav.label}>
          {places.map((place, index) => (
            <Fragment key={place}>
              <a
                class={index < inBar ? undefined : "is-rest"}
                href={addressOf(place)}
                aria-current={here === place ? "page" : undefined}
              >
                <Icon name={place as IconName} />
                <span>{t.nav[place]}</span>
                {place === "comments" && waiting > 0 && (
                  <span class="badge num" title={t.nav.waiting(waiting)}>
                    {waiting}
                    <span class="hidden"> {t.nav.waitingShort}</span>
                  </span>
                )}
              </a>
              {place === "triage" && <Saved project={project} chosen={here === "triage" ? chosen : null} />}
            </Fragment>
          ))}
          <More here={here} addressOf={addressOf} />
        </nav>
        {!hidden && <FirstSteps key={project} project={project} />}
        {allowed && (
          <button type="button" class="create-button" onClick={show("create")} title={t.nav.newRequest}>
            <Icon name="plus" />
            <span>{t.nav.newRequest}</span>
            <KeyHint>c</KeyHint>
          </button>
        )}
        <AccountMenu onHelp={show("help")} onPalette={show("palette")} />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {over.value === "help" && <Help onClose={close} />}
      {over.value === "create" && (
        <Create
          project={project}
          onDone={(made) => made && route(paths.triage(project, made.id))}
          onClose={close}
        />
      )}
      {over.value === "palette" && <Palette project={project} onClose={close} />}
    </div>
  );
}

/** On a narrow screen: the places that the bar has no room for. */
function More({ here, addressOf }: { here: string; addressOf: (place: Place) => string }): JSX.Element {
  const rest = places.slice(inBar);
  const open = rest.find((place) => place === here);
  return (
    <Menu
      class={open ? "more-button is-current" : "more-button"}
      name={t.nav.more(open && t.nav[open])}
      label={
        <>
          <Icon name="dots" />
          <span>{open ? t.nav[open] : t.nav.moreShort}</span>
        </>
      }
    >
      {(close) => (
        <ul class="menu-list">
          {rest.map((place) => (
            <li key={place}>
              <a
                class="menu-item"
                href={addressOf(place)}
                aria-current={here === place ? "page" : undefined}
                onClick={close}
              >
                <span>
                  <Icon name={place as IconName} />
                  {t.nav[place]}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Menu>
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
                  href={paths.overview(item.id)}
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

function AccountMenu(props: { onHelp: () => void; onPalette: () => void }): JSX.Element {
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
              <a class="menu-item" href={paths.account} onClick={close}>
                <span>{t.nav.yours}</span>
              </a>
            </li>
            <li>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  props.onPalette();
                }}
              >
                <span>{t.nav.palette}</span>
                <kbd>{printedKey("Mod+k").join(" ")}</kbd>
              </button>
            </li>
            <li>
              <button
                type="button"
                class="menu-item"
                onClick={() => {
                  close();
                  props.onHelp();
                }}
              >
                <span>{t.nav.shortcuts}</span>
                {shortcuts.value && <kbd>?</kbd>}
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
