// Which page an address shows, and what is shown while nobody is logged in.
// Holds no data: pages read their own.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { ErrorBoundary } from "preact-iso/lazy";
import { LocationProvider, Route, Router, useLocation } from "preact-iso/router";
import { listOf, paths, sound } from "./base/paths";
import { down, retry, waitSeconds } from "./data/link";
import { home, learn, leave, leaving, roleIn, session, stay, unknown, visited } from "./data/session";
import type { PageProps } from "./pages/props";
import { Triage } from "./pages/triage/page";
import { Shell } from "./shell";
import { Mark } from "./ui/icon";
import { lazy } from "./ui/lazy";
import { Empty, Toast, useTitle } from "./ui/parts";
import { t } from "./words/texts";

const Login = lazy(() => import("./pages/account/login").then((m) => m.Login), "alone");
const Setup = lazy(() => import("./pages/account/setup").then((m) => m.Setup), "alone");
const Invited = lazy(() => import("./pages/account/invited").then((m) => m.Invited), "alone");
const Start = lazy(() => import("./pages/account/start").then((m) => m.Start), "alone");
const Overview = lazy(() => import("./pages/overview/page").then((m) => m.Overview));
const Account = lazy(() => import("./pages/account/page").then((m) => m.Account));
const Goal = lazy(() => import("./pages/account/goal").then((m) => m.Goal));
const Reports = lazy(() => import("./pages/reports/page").then((m) => m.Reports));
const Ranking = lazy(() => import("./pages/ranking/page").then((m) => m.Ranking));
const Roadmap = lazy(() => import("./pages/roadmap/page").then((m) => m.Roadmap));
const Comments = lazy(() => import("./pages/comments/page").then((m) => m.Comments));
const Changelog = lazy(() => import("./pages/changelog/page").then((m) => m.Changelog));
const Proposals = lazy(() => import("./pages/proposals/page").then((m) => m.Proposals));
const Screens = lazy(() => import("./pages/screens/page").then((m) => m.Screens));
const Visitors = lazy(() => import("./pages/visitors/page").then((m) => m.Visitors));
const Settings = lazy(() => import("./pages/settings/page").then((m) => m.Settings));

/** The whole dashboard. */
export function App(): JSX.Element {
  return (
    <LocationProvider scope="/app/">
      <Banner />
      <Whole />
      <Toast />
    </LocationProvider>
  );
}

// After a page failed, navigating to another one resets the error.
function Whole(): JSX.Element {
  const { url } = useLocation();
  const broken = useSignal<string | null>(null);
  return (
    <ErrorBoundary
      onError={() => {
        broken.value = url;
      }}
    >
      {broken.value === url ? <Crash /> : <Pages />}
    </ErrorBoundary>
  );
}

function Pages(): JSX.Element {
  const { path } = useLocation();
  // The router decodes the parts of an address, and would break over one that cannot be decoded.
  if (!sound(path)) return <Missing />;
  return (
    <Router>
      <Route path="/app/login" component={Login} />
      <Route path="/app/setup" component={Setup} />
      <Route path="/app/invite" component={Invited} />
      <Route path="/app/new" component={guarded(Start)} />
      <Route path="/app/p/:project/overview" component={inProject(Overview)} />
      <Route path="/app/account" component={guarded(Own)} />
      <Route path="/app/p/:project/triage/:id?" component={inProject(Triage)} />
      <Route path="/app/p/:project/reports/:id?" component={inProject(Reports)} />
      <Route path="/app/p/:project/ranking" component={inProject(Ranking)} />
      <Route path="/app/p/:project/roadmap" component={inProject(Roadmap)} />
      <Route path="/app/p/:project/comments" component={inProject(Comments)} />
      <Route path="/app/p/:project/changelog/:id?" component={inProject(Changelog)} />
      <Route path="/app/p/:project/proposals/:id?" component={inProject(Proposals)} />
      <Route path="/app/p/:project/screens/:id?" component={inProject(Screens)} />
      <Route path="/app/p/:project/visitors/:id?" component={inProject(Visitors)} />
      <Route path="/app/p/:project/settings/:id?" component={inProject(Settings)} />
      <Route path="/app/p/:project/goal" component={inProject(Goal)} />
      <Route path="/app/p/:project" component={Front} />
      <Route path="/app" component={guarded(Home)} />
      <Route default component={Missing} />
    </Router>
  );
}

type Params = { params: Record<string, string> };
const made = new Map<unknown, (props: Params) => JSX.Element>();

// Kept by page, because a new component each time would be a new page each time.
function keep(page: unknown, make: () => (props: Params) => JSX.Element): (props: Params) => JSX.Element {
  const known = made.get(page);
  if (known) return known;
  const fresh = make();
  made.set(page, fresh);
  return fresh;
}

function inProject(Page: (props: PageProps) => JSX.Element | null) {
  return keep(Page, () => ({ params }) => (
    <Guard>
      <InProject project={params.project ?? ""}>
        <Page key={params.project} project={params.project ?? ""} id={params.id} />
      </InProject>
    </Guard>
  ));
}

function guarded(Page: (props: object) => JSX.Element | null) {
  return keep(Page, () => () => (
    <Guard>
      <Page />
    </Guard>
  ));
}

function Guard({ children }: { children: ComponentChildren }): JSX.Element {
  const { url } = useLocation();
  if (unknown.value) return <Waiting />;
  if (session.value === undefined) return <Boot />;
  if (session.value === null) return <Goto to={paths.login(url)} />;
  return <>{children}</>;
}

function InProject({ project, children }: { project: string; children: ComponentChildren }): JSX.Element {
  const role = roleIn(project);
  useEffect(() => {
    if (role) visited(project);
  }, [project, role]);
  if (!role) return <Missing />;
  return <Shell project={project}>{children}</Shell>;
}

/** The account of the member, in the frame of the project that was open last; alone where there is none. */
function Own(): JSX.Element {
  const project = session.value ? home(session.value) : undefined;
  if (!project) return <Account />;
  return (
    <Shell project={project}>
      <Account />
    </Shell>
  );
}

function Home(): JSX.Element {
  const first = session.value ? home(session.value) : undefined;
  return <Goto to={first ? paths.overview(first) : paths.start} />;
}

// A project without a page: its first one.
function Front({ params }: Params): JSX.Element {
  return (
    <Guard>
      <Goto to={paths.overview(params.project ?? "")} />
    </Guard>
  );
}

function Goto({ to }: { to: string }): JSX.Element {
  const { route } = useLocation();
  useEffect(() => route(to, true), [to]);
  return <Boot />;
}

function Boot(): JSX.Element {
  return (
    <div class="boot" aria-busy="true">
      <Mark />
    </div>
  );
}

function Waiting(): JSX.Element {
  useTitle(t.brand);
  return (
    <main class="alone">
      <Empty icon="clock" title={t.brand} hint={t.wrong.network}>
        <button type="button" class="button is-main" onClick={() => void learn()}>
          {t.act.retry}
        </button>
      </Empty>
    </main>
  );
}

function Missing(): JSX.Element {
  useTitle(t.wrong.page);
  const { path } = useLocation();
  const found = listOf(path);
  // A list of a project that one is not in would be the same page again.
  const near = found && roleIn(found.project) ? found : null;
  return (
    <main class="alone">
      <h1 class="hidden">{t.wrong.page}</h1>
      <Empty icon="search" title={t.wrong.page} hint={t.wrong.pageHint}>
        <a class="button is-main" href={near?.href ?? paths.home}>
          {near ? t.nav.back[near.list] : t.wrong.home}
        </a>
      </Empty>
    </main>
  );
}

function Crash(): JSX.Element {
  return (
    <main class="alone">
      <h1 class="hidden">{t.wrong.crash}</h1>
      <Empty icon="reports" title={t.wrong.crash} hint={t.wrong.crashHint}>
        <button type="button" class="button is-main" onClick={() => location.reload()}>
          {t.act.reload}
        </button>
      </Empty>
    </main>
  );
}

function Banner(): JSX.Element {
  return (
    <div role="alert" class="banner-slot">
      {session.value && (leaving.value ? <StillHere /> : down.value && <Down />)}
    </div>
  );
}

function Down(): JSX.Element {
  const seconds = waitSeconds.value;
  return (
    <div class="banner">
      <p>
        {t.wrong.down} {seconds ? t.wrong.wait(seconds) : ""}
      </p>
      <button type="button" class="button" onClick={retry}>
        {t.act.retry}
      </button>
    </div>
  );
}

function StillHere(): JSX.Element {
  const busy = leaving.value === "busy";
  return (
    <div class="banner">
      <p>{busy ? t.wrong.leaving : t.wrong.notLeft}</p>
      <button
        type="button"
        class="button"
        aria-disabled={busy ? "true" : undefined}
        onClick={() => void leave()}
      >
        {busy ? t.act.working : t.act.retry}
      </button>
      {!busy && (
        <button type="button" class="button" onClick={stay}>
          {t.wrong.stay}
        </button>
      )}
    </div>
  );
}
