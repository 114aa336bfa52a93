// The menu of merging: the requests that are alike, the other selected ones, and any other by its words or #number.
// Says why each is proposed. The picked request stays; the others are merged into it.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Duplicate, RankedRequest } from "../../../base/types";
import { requests } from "../../../data/api";
import { useKnown } from "../../../data/known";
import { StatusBadge } from "../../../ui/parts";
import { type Option, Picker } from "../../../ui/picker";
import { m } from "../../../words/menus";
import { t } from "../../../words/texts";
import { percent } from "../../../words/time";
import type { MenuProps } from ".";

/** Milliseconds after which typing counts as paused. */
const pause = 150;

/** Proposals, and a search for any other request. */
export function Merge({ project, rows, name, onAct }: MenuProps): JSX.Element {
  const text = useSignal("");
  const searched = useSignal<{ text: string; items: RankedRequest[] } | null>(null);
  const [first] = rows;
  const typed = text.value.trim();
  const similar = useKnown(`similar ${first?.id}`, () =>
    requests.similar(project, first?.id ?? "").then(({ data }) => data.items),
  );
  useEffect(() => {
    if (typed === "") return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      requests.page(project, { q: typed }, { limit: 9, signal: stop.signal }).then(
        ({ data }) => {
          searched.value = { text: typed, items: data.items };
        },
        () => {
          if (!stop.signal.aborted) searched.value = { text: typed, items: [] };
        },
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);

  const others = rows.length > 1 ? rows : [];
  const isOther = (row: RankedRequest) => !rows.some((own) => own.id === row.id) && row.status !== "merged";
  const proposed: (RankedRequest | Duplicate)[] =
    typed === ""
      ? [...others, ...(similar.data ?? []).filter(isOther)]
      : searched.value?.text === typed
        ? searched.value.items.filter(isOther)
        : [];
  const busy =
    typed === "" ? similar.data === null && similar.wrong === null : searched.value?.text !== typed;
  return (
    <Picker
      name={name}
      field={m.mergeField}
      text={text.value}
      onText={(next) => {
        text.value = next;
      }}
      busy={busy}
      empty={typed === "" ? (similar.wrong ?? m.mergeEmpty) : m.noMatch}
      options={proposed.map(option)}
      onPick={(id) => {
        const into = proposed.find((row) => row.id === id);
        if (into)
          onAct(
            { type: "merge", into: id },
            t.number(into.number),
            rows.filter((row) => row.id !== id),
          );
      }}
    />
  );
}

function option(row: RankedRequest | Duplicate): Option {
  const alike = "likeness" in row ? m.alike(percent(row.likeness), row.same_screen) : null;
  return {
    id: row.id,
    label: (
      <>
        <span class="num quiet">{t.number(row.number)}</span> {row.title}
      </>
    ),
    hint: (
      <>
        {alike && <span>{alike}</span>}
        <span class="num">{t.votes(row.votes)}</span>
        <StatusBadge status={row.status} />
      </>
    ),
  };
}
