// Pages that are loaded when they are first shown: what is shown while they load, and if they fail to load.
// Never stays blank, never gives up for good, and does not reload the page over unsaved input.
import { signal, useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { unsaved } from "../data/drafts";
import { useRefresh } from "../data/refresh";
import { t } from "../words/texts";
import { Sheet } from "./dialog";
import { Icon } from "./icon";
import { Skeleton, useTitle } from "./parts";

/** Why a page is not shown: it loads slowly, the server does not respond, or the server does not have the file. */
type Failure = "slow" | "away" | "old";

const reloadedKey = "yousaid.reloaded";
/** Milliseconds in which the page reloads itself at most once. */
const reloadInterval = 60_000;
/** Milliseconds after which a page that is still loading says so. */
const slowAfter = 8_000;

/** A component in its own file, and how to load it before it is shown. */
export type Lazy<P> = ((props: P) => JSX.Element | null) & { load: () => Promise<void> };

/** A page in its own file; `alone` if there is no frame around it, `over` if it opens over the page. */
export function lazy<P extends object>(
  load: () => Promise<ComponentType<P>>,
  place: "framed" | "alone" | "over" = "framed",
): Lazy<P> {
  const page = signal<ComponentType<P> | null>(null);
  const failure = signal<Failure | null>(null);
  let running: Promise<void> | null = null;

  const attempt = async () => {
    const found = await load().catch(() => null);
    if (found) page.value = found;
    else if (!(await reachable())) failure.value = "away";
    else {
      // The server is available: the failure may have been its restart.
      const again = await load().catch(() => null);
      if (again) page.value = again;
      // A browser may remember that a file failed for as long as the page lives, and an upgrade takes old files away.
      else if (!reload()) failure.value = "old";
    }
  };
  const start = () => {
    if (running) return running;
    const timer = setTimeout(() => {
      failure.value ??= "slow";
    }, slowAfter);
    running = attempt().finally(() => {
      clearTimeout(timer);
      running = null;
    });
    return running;
  };

  const shown = (props: P) => {
    const Page = page.value;
    useEffect(() => void (page.peek() ?? start()), []);
    if (Page) return <Page {...props} />;
    if (place === "over") {
      if (!failure.value) return null;
      const { onClose } = props as { onClose?: () => void };
      return (
        <Sheet title={t.wrong.load} onClose={() => onClose?.()}>
          <NotLoaded failure={failure.value} retry={start} />
        </Sheet>
      );
    }
    const what = failure.value ? (
      <NotLoaded failure={failure.value} retry={start} />
    ) : (
      <Skeleton lines={12} row />
    );
    return place === "alone" ? <main class="alone">{what}</main> : what;
  };
  return Object.assign(shown, { load: async () => void (page.peek() ?? (await start())) });
}

/** A part of the page in its own file that nobody misses: nothing is shown until it is there, or if it does not load. */
export function whenLoaded<P extends object>(
  load: () => Promise<ComponentType<P>>,
): (props: P) => JSX.Element | null {
  const part = signal<ComponentType<P> | null>(null);
  return (props) => {
    useEffect(() => {
      if (!part.peek())
        load().then(
          (found) => {
            part.value = found;
          },
          () => undefined,
        );
    }, []);
    const Part = part.value;
    return Part && <Part {...props} />;
  };
}

/** Whether the server serves the dashboard at all. */
async function reachable(): Promise<boolean> {
  const answer = await fetch("/app/", { cache: "no-store" }).catch(() => null);
  return answer?.ok ?? false;
}

/** Reloads the page, unless something would be lost by it or it has just been tried. */
function reload(): boolean {
  if (unsaved.peek()) return false;
  try {
    const last = Number(sessionStorage.getItem(reloadedKey));
    if (Date.now() - last < reloadInterval) return false;
    sessionStorage.setItem(reloadedKey, String(Date.now()));
  } catch {
    // Without a record of it, the page could reload in a loop.
    return false;
  }
  location.reload();
  return true;
}

function NotLoaded({ failure, retry }: { failure: Failure; retry: () => Promise<void> }): JSX.Element {
  const busy = useSignal(false);
  const title = failure === "slow" ? t.wrong.loading : t.wrong.load;
  useTitle(title);
  const again = async () => {
    busy.value = true;
    await retry();
    busy.value = false;
  };
  useRefresh(again, 5);
  const hint = {
    slow: t.wrong.loadSlow,
    away: t.wrong.loadAway,
    old: unsaved.value ? t.wrong.loadUnsaved : t.wrong.loadOld,
  }[failure];
  return (
    <div role="alert" class="empty">
      <span class="empty-icon">
        <Icon name="reports" />
      </span>
      <h1 class="empty-title">{title}</h1>
      <p class="quiet">{hint}</p>
      <div class="empty-acts acts">
        <button type="button" class="button is-main" onClick={() => void again()}>
          {busy.value ? t.act.working : t.act.retry}
        </button>
        {failure !== "away" && (
          <button type="button" class="button" onClick={() => location.reload()}>
            {t.act.reload}
          </button>
        )}
      </div>
    </div>
  );
}
