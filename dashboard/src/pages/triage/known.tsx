// What is known of an open request: its duplicates, decisions, notes, reports and places, and its votes over time.
// Decides nothing.
import type { JSX } from "preact";
import { paths } from "../../base/paths";
import type { RequestDetail } from "../../base/types";
import { VotesChart } from "../../ui/chart";
import { ObjectName, Part, Route } from "../../ui/parts";
import { t } from "../../words/pages";
import { Credited } from "./credited";
import { Decisions } from "./decisions";
import { Family } from "./family";
import { Linked } from "./linked";
import { Notes } from "./notes";
import type { Open } from "./open";
import { Similar } from "./similar";
import { Solved } from "./solved";

/** The parts, one below the other. */
export function About(open: Open): JSX.Element {
  const { project, detail } = open;
  return (
    <>
      <Family {...open} />
      {detail.status !== "merged" && <Similar key={detail.id} {...open} />}
      <Solved solved={detail.solved} />
      <Credited key={`credits ${detail.id}`} {...open} />
      <Part title={t.detail.decisions}>
        <Decisions detail={detail} />
      </Part>
      <Notes key={`notes ${detail.id}`} project={project} request={detail.id} allowed={open.allowed} />
      <Part title={t.detail.reports}>
        <Linked {...open} />
      </Part>
      <Part title={t.detail.places}>
        <Places project={project} detail={detail} />
      </Part>
      <Part title={t.detail.chart}>
        <VotesChart found={detail.votes_by_day} />
      </Part>
    </>
  );
}

function Places({ project, detail }: { project: string; detail: RequestDetail }): JSX.Element {
  if (detail.places.length === 0) return <p class="quiet">{t.detail.noPlaces}</p>;
  return (
    <ul class="lines">
      {detail.places.map((place) => (
        <li key={`${place.screen.id} ${place.object?.type} ${place.object?.id}`}>
          <a href={paths.screens(project, place.screen.id)}>
            <Route screen={place.screen} />
          </a>
          {place.object && (
            <span class="quiet">
              <ObjectName object={place.object} />
            </span>
          )}
          <span class="gap" />
          <span class="num">{t.votes(place.votes)}</span>
        </li>
      ))}
    </ul>
  );
}
