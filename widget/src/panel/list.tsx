// Requests of a screen or of the whole project, with search while typing.
// Refuses to blink: what was there stays until the new answer has come.
import { Problem } from "@yousaid/sdk";
import { useEffect, useState } from "preact/hooks";
import type { Place } from "../core";
import { Choice, Sign, useSession } from "./parts";
import { Row } from "./row";
import type { RequestPage, WidgetRequest } from "./wire";

/** How long typing must rest before it is searched for, in milliseconds. */
export const REST = 250;

/** Runs after `wait` milliseconds of rest; what ran before is aborted. */
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

type Props = { place: Place /** Only of the place's object, in the host's page. */; inline?: boolean };

/** The list with its search field. */
export function List({ place, inline }: Props) {
  const session = useSession();
  const { say, core } = session;
  const [scope, look] = useState<"here" | "everywhere">("here");
  const name = `search ${core.aide().named(place)}`;
  const [q, search] = useState((inline && session.texts.get(name)) || "");
  const [items, set] = useState<WidgetRequest[]>();
  const [next, setNext] = useState<string | null>(null);
  const [failed, fail] = useState("");
  const [round, again] = useState(0);
  const term = q.trim();
  const here = scope === "here";

  async function load(signal: AbortSignal | undefined, cursor?: string) {
    const thing = inline && place.object;
    try {
      const page = await session.who.send<RequestPage>({
        method: "GET",
        path: "/requests",
        query: {
          ...(here && { screen: place.route }),
          ...(here && thing && { object: `${thing.type}:${thing.id}` }),
          ...(term && { q: term.slice(0, 200) }),
          ...(cursor && { cursor }),
          limit: 20,
        },
        ...(signal && { signal }),
      });
      set((before) => (cursor && before ? [...before, ...page.items] : page.items));
      setNext(page.next ?? null);
      fail("");
      if (term) session.announce(say("found", { n: page.items.length }));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "aborted") fail(session.why(error));
    }
  }
  useRested((signal) => load(signal), term ? REST : 0, [place.route, scope, term, round, session.made]);

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
      {failed && (
        <div class="empty" role="alert">
          <p>{failed}</p>
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
      {next && (
        <button type="button" class="second" onClick={() => load(undefined, next)}>
          {say("more")}
        </button>
      )}
      {empty && (
        <div class="empty">
          <p>{term ? say("nothingFound", { q: term }) : say(here ? "nothing" : "nothingAll")}</p>
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
