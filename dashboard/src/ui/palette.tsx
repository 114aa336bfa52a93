// The command palette: what can be done here, the pages, and requests found by their words.
// Offers only commands that mean something on the page as it is, and runs them as their keys would.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { type Command, commands, groupOf, keysOf, printedKey } from "../base/commands";
import { available, run, subject } from "../base/keys";
import { paths, type Tab, tabs } from "../base/paths";
import type { RankedRequest } from "../base/types";
import { requests } from "../data/api";
import { m } from "../words/menus";
import { team } from "../words/team";
import { t } from "../words/texts";
import { Over } from "./over";
import { StatusBadge } from "./parts";
import { Keys, type Option, Picker } from "./picker";

/** Milliseconds after which typing counts as paused. */
const pause = 150;

/** The palette of a project. */
export function Palette({ project, onClose }: { project: string; onClose: () => void }): JSX.Element {
  const { route, url, path } = useLocation();
  const text = useSignal("");
  const found = useSignal<{ text: string; items: RankedRequest[] }>({ text: "", items: [] });
  const typed = text.value.trim();
  useEffect(() => {
    if (typed === "") return;
    const stop = new AbortController();
    const show = (items: RankedRequest[]) => {
      if (!stop.signal.aborted) found.value = { text: typed, items };
    };
    const timer = setTimeout(() => {
      requests.page(project, { q: typed }, { limit: 8, signal: stop.signal }).then(
        ({ data }) => show(data.items),
        () => show([]),
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [typed]);

  const isOffered = (command: Command) => groupOf(command) !== "move" && command !== "palette";
  const shown = [...commands.filter(isOffered), "filter" as const]
    .filter(available)
    .filter((command) => m.names[command].toLowerCase().includes(typed.toLowerCase()));
  const items = typed === "" ? [] : found.value.items;
  const pages =
    typed === "" ? [] : tabs.filter((tab) => nameOfTab(tab).toLowerCase().includes(typed.toLowerCase()));
  const options: Option[] = [
    ...shown.map((command) => ({
      id: command,
      label: m.names[command],
      group: groupName(command),
      hint: keysOf(command)[0] && <Keys keys={printedKey(keysOf(command)[0] ?? "")} />,
    })),
    ...pages.map((tab) => ({ id: `settings ${tab}`, label: nameOfTab(tab), group: t.help.groups.go })),
    ...items.map((item) => ({
      id: item.id,
      label: (
        <>
          <span class="num quiet">{t.number(item.number)}</span> {item.title}
        </>
      ),
      group: m.requests,
      hint: <StatusBadge status={item.status} />,
    })),
  ];
  return (
    <Over name={m.names.palette} class="is-palette" onClose={onClose}>
      {(close) => (
        <Picker
          plain
          name={m.names.palette}
          field={m.find}
          text={text.value}
          onText={(next) => {
            text.value = next;
          }}
          busy={typed !== "" && found.value.text !== typed}
          empty={m.nothingFound(typed)}
          options={options}
          onPick={(id) => {
            close();
            const page = pages.find((tab) => id === `settings ${tab}`);
            if (page) return route(paths.settings(project, page));
            if (!items.some((item) => item.id === id)) return void run(id as Command);
            const onTriage = path.split("/")[4] === "triage";
            route(paths.triage(project, id, onTriage ? url.slice(url.split("?")[0]?.length) : ""));
          }}
        />
      )}
    </Over>
  );
}

const nameOfTab = (tab: Tab) => `${t.nav.settings}: ${team.settings.tabs[tab]}`;

function groupName(command: Command): string {
  const group = command === "filter" ? "go" : groupOf(command);
  const acts = group === "decide" || group === "organise";
  return acts && subject.value ? m.onSubject(subject.value) : t.help.groups[group];
}
