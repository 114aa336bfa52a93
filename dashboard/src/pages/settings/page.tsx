// Settings: one tab per topic, each with its own address.
// Hides no tab: members who may not change a setting may still read it, where the server allows it.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { paths, tabs } from "../../base/paths";
import { useTitle } from "../../ui/parts";
import { t } from "../../words/pages";
import type { PageProps } from "../props";
import { Bin } from "./bin";
import { BoardForm } from "./board";
import { CommentRules } from "./comments";
import { DecisionRules } from "./decisions";
import { Identity } from "./identity";
import { Installing } from "./install";
import { Keys } from "./keys";
import { Members } from "./members";
import { Origins } from "./origins";
import { ProjectForm } from "./project";
import { Segments } from "./segments";

const pages = {
  install: Installing,
  origins: Origins,
  identity: Identity,
  segments: Segments,
  keys: Keys,
  members: Members,
  decisions: DecisionRules,
  board: BoardForm,
  comments: CommentRules,
  bin: Bin,
  project: ProjectForm,
};

/** The settings page; `id` names the tab. */
export function Settings({ project, id }: PageProps): JSX.Element {
  const tab = tabs.find((name) => name === id) ?? "install";
  const Page = pages[tab];
  useTitle(`${t.settings.tabs[tab]} · ${t.settings.title}`);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the tabs are a strip that scrolls.
    const show = () =>
      nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    show();
    addEventListener("resize", show);
    return () => removeEventListener("resize", show);
  }, [tab]);
  return (
    <div class="settings">
      <nav ref={nav} aria-label={t.settings.title} class="settings-nav">
        <h1>{t.settings.title}</h1>
        <ul>
          {tabs.map((name) => (
            <li key={name}>
              <a href={paths.settings(project, name)} aria-current={name === tab ? "page" : undefined}>
                {t.settings.tabs[name]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="settings-body">
        <Page key={tab} project={project} />
      </div>
    </div>
  );
}
