// Requests of a screen or of the whole project, with search while typing.
// The old rows stay until the new response has arrived, so that nothing flickers.
import { useEffect, useState } from "preact/hooks";
import type { Place } from "../../base/core";
import { type Call, TIMEOUT_MS } from "../state/visitor";
import type { RequestPage, WidgetRequest } from "../state/wire";
import { isolated } from "../state/words";
import { Choice, Sign, useRetry, useSession } from "./parts";
import { Row } from "./row";

/** How long typing must rest before it is searched for, in milliseconds. */
export const REST = 250;

/** Runs after the inputs have not changed for `wait` milliseconds; the previous run is aborted. */
export function useRested(run: (signal: AbortSignal) => void, wait: number, inputs: unknown[]) {
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => run(stop.signal), wait);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, inputs);
}

/**
 * The list that is shown: its query, the signal that ends it, the rows so far, the cursor of the next page, and whether
 * that is being loaded.
 */
type Shown = {
  query: Call["query"];
  signal: AbortSignal;
  items: WidgetRequest[];
  next?: string | null;
  going?: boolean;
};

type Props = { place: Place /** Only of the place's object, in the host's page. */; inline?: boolean };

/** The list with its search field. */
export function List({ place, inline }: Props) {
  const session = useSession();
  const { say, core } = session;
  const [scope, look] = useState<"here" | "everywhere">("here");
  const name = `search ${core.aide().named(place)}`;
  const [q, search] = useState((inline && session.texts.get(name)) || "");
  const [list, show] = useState<Shown>();
  // If the next page failed, the rows so far stay and the button tries again.
  const [failed, fail] = useState<{ text: string; further: boolean }>();
  const [round, again] = useState(0);
  const term = q.trim();
  const here = scope === "here";
  const thing = here && inline && place.object;
  const asked = {
    ...(here && { screen: place.route }),
    ...(thing && { object: `${thing.type}:${thing.id}` }),
    ...(term && { q: term.slice(0, 200) }),
    limit: 20,
  };

  /** Loads a list, or its next page, unless another list is wanted by then. */
  async function load({ query, signal, items, next }: Shown) {
    // By hand: not every browser can join two signals.
    const ending = new AbortController();
    const end = () => ending.abort();
    signal.addEventListener("abort", end);
    const timer = setTimeout(end, TIMEOUT_MS);
    const since = session.votes.now();
    try {
      const page = await session.who.send<RequestPage>({
        method: "GET",
        path: "/requests",
        query: { ...query, ...(next && { cursor: next }) },
        signal: ending.signal,
      });
      if (signal.aborted) return;
      session.votes.learn(page.items, since);
      // A row that moved to a later page stays at its old position, with its new contents.
      const rows = [...new Map([...items, ...page.items].map((row) => [row.id, row])).values()];
      show({ query, signal, items: rows, next: page.next });
      fail(undefined);
      if (term) session.announce(say(page.next ? "foundFirst" : "found", { n: rows.length }));
    } catch (error) {
      if (!signal.aborted) fail({ text: session.why(error), further: Boolean(next) });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
    }
  }
  useRested(
    (signal) => {
      load({ query: asked, signal, items: [] });
    },
    term ? REST : 0,
    [place.route, scope, term, round, session.made],
  );
  async function more(button: HTMLElement) {
    // A list that is being replaced loads no next page: the page would replace the other list.
    if (!list || list.signal.aborted || list.going) return;
    list.going = true;
    session.changed();
    const near = [...(button.previousElementSibling?.querySelectorAll("button") ?? [])].pop();
    const held = button.matches(":focus");
    await load(list);
    list.going = false;
    session.changed();
    // After the last page the button is removed: the focus goes to the last row before the new ones.
    setTimeout(() => held && !button.isConnected && near?.focus());
  }

  useRetry(failed && !failed.further, () => again(round + 1));

  const items = list?.items;
  const empty = items?.length === 0 && !failed;
  return (
    <div class="asked" aria-busy={!items && !failed}>
      <div class="head">
        <h2>{say(here ? "asked" : "askedAll")}</h2>
        {!inline && (
          <Choice
            legend={say("scope")}
            hidden
            value={scope}
            options={[
              ["here", say("here")],
              ["everywhere", say("everywhere")],
            ]}
            onValue={look}
          />
        )}
      </div>
      {(!inline || (items?.length ?? 0) > 5 || q) && (
        <div class="search">
          <Sign d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.5 10.5 14 14" />
          <input
            type="search"
            dir="auto"
            aria-label={say("search")}
            placeholder={say("searchHint")}
            value={q}
            maxLength={200}
            onInput={(event) => {
              if (inline) session.texts.set(name, event.currentTarget.value);
              search(event.currentTarget.value);
            }}
          />
        </div>
      )}
      {failed && !failed.further && (
        <div class="empty" role="alert">
          <p>{failed.text}</p>
          <button type="button" class="second" onClick={() => again(round + 1)}>
            {say("again")}
          </button>
        </div>
      )}
      {!items && !failed && (
        <ul class="ghosts" aria-label={say("loading")}>
          <li />
          <li />
          <li />
        </ul>
      )}
      {items && items.length > 0 && (
        <ul class="rows">
          {items.map((request) => (
            <Row key={request.id} request={request} place={place} away={!here} />
          ))}
        </ul>
      )}
      {failed?.further && (
        <p class="faint" role="alert">
          {failed.text}
        </p>
      )}
      {list?.next && (
        <button
          type="button"
          class="second"
          aria-disabled={list.going}
          onClick={(event) => more(event.currentTarget)}
        >
          {say(list.going ? "loading" : "more")}
        </button>
      )}
      {empty && (
        <div class="empty">
          <p>{term ? say("nothingFound", { q: isolated(term) }) : say(here ? "nothing" : "nothingAll")}</p>
          {term && here && !inline && (
            <button type="button" class="second" onClick={() => look("everywhere")}>
              {say("searchAll")}
            </button>
          )}
          <button
            type="button"
            class="second"
            onClick={(event) => {
              if (term) session.idea = { ...session.idea, title: session.idea.title || term };
              session.core.open("suggest", place, inline ? event.currentTarget : undefined);
            }}
          >
            {say("suggestThis")}
          </button>
        </div>
      )}
    </div>
  );
}
