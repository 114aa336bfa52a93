// Installing: the tag, the allowed domains, and a check that updates by itself once the widget was opened there.
// Does not say "it works" before the tag was actually seen on an allowed origin.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { announce } from "../../base/announce";
import { firstPage } from "../../base/goal";
import { paths, tryAddress } from "../../base/paths";
import type { Install, Items, Origin, Sighting } from "../../base/types";
import { asProblem, type Problem, projects } from "../../data/api";
import { type Resource, useResource } from "../../data/resource";
import { may, roleIn, session } from "../../data/session";
import { Field, Trouble } from "../../ui/form";
import { Icon } from "../../ui/icon";
import { usePart } from "../../ui/part";
import { Code, Skeleton } from "../../ui/parts";
import { f } from "../../words/first";
import { t } from "../../words/pages";
import { ago, now } from "../../words/time";
import { AgentPrompt } from "./agent";
import { OriginList, useOrigins } from "./origins";

/** The install page. */
export function Installing({ project }: { project: string }): JSX.Element {
  const found = useResource<Install>(`install ${project}`, () => projects.install(project), 3);
  const origins = useOrigins(project);
  const install = found.data.value;
  return (
    <article class="sheet-page">
      <h2>{t.install.title}</h2>
      <p class="lead">{t.install.lead}</p>
      {found.problem.value && <Trouble problem={found.problem.value} onRetry={() => void found.reload()} />}
      {/* All parts together: sighting that arrived late would push the others down. */}
      {install && (origins.data.value || origins.problem.value) ? (
        <Body {...{ project, install, found, origins }} />
      ) : (
        !found.problem.value && <Skeleton lines={12} />
      )}
    </article>
  );
}

function Body(props: {
  project: string;
  install: Install;
  found: Resource<Install>;
  origins: Resource<Items<Origin>>;
}): JSX.Element {
  const { project, install, found, origins } = props;
  const check = usePart<HTMLElement>("check");
  const goal = session.value?.projects.find((item) => item.id === project)?.goal ?? null;
  return (
    <>
      <section>
        <h3>{t.install.snippet}</h3>
        <p class="quiet">{t.install.snippetHint}</p>
        <Code text={install.snippet} name={t.install.snippet} />
        {goal && (
          <>
            <h4>{f.install.title(goal)}</h4>
            <p class="quiet">{f.install.hints[goal]}</p>
            <Code text={f.install.code[goal]} name={f.install.title(goal)} />
          </>
        )}
        <AgentPrompt
          subject={{
            tag: install.snippet,
            server: install.server,
            project,
            goal,
            element: goal && f.install.code[goal],
          }}
        />
      </section>
      <section>
        <h3>{t.install.origins}</h3>
        <p class="quiet">{t.install.originsHint}</p>
        <OriginList project={project} found={origins} onChange={() => void found.reload()} />
      </section>
      <section ref={check}>
        <h3>{t.install.check}</h3>
        <TryIt first={origins.data.value?.items[0]?.origin} />
        <Sightings
          project={project}
          list={install.sightings}
          onAllowed={() => {
            void origins.reload();
            void found.reload();
          }}
        />
      </section>
    </>
  );
}

/** Opens a page with the widget; at first the one whose address was given with the project. */
function TryIt({ first }: { first: string | undefined }): JSX.Element {
  const address = useSignal(first?.includes("*") ? "" : (first ?? ""));
  const target = tryAddress(address.value);
  const wrong = address.value.trim() !== "" && !target;
  return (
    <div class="try">
      <Field
        label={t.install.address}
        hint={t.install.addressHint}
        name="address"
        inputMode="url"
        autocomplete="off"
        placeholder="https://app.example.com/start"
        value={address}
        error={wrong ? t.install.badAddress : undefined}
      />
      <p class="acts">
        {target ? (
          <a class="button" href={target} target="_blank" rel="noopener">
            <Icon name="out" />
            {t.install.open}
          </a>
        ) : (
          <button type="button" class="button" disabled>
            <Icon name="out" />
            {t.install.open}
          </button>
        )}
        <a href="/demo" target="_blank" rel="noopener">
          {t.install.demo}
        </a>
      </p>
    </div>
  );
}

function Sightings(props: { project: string; list: Sighting[]; onAllowed: () => void }): JSX.Element {
  const { project, list } = props;
  // The server's clock and ours differ a little; newest first either way.
  const sorted = [...list].sort((a, b) => b.last_seen_at.localeCompare(a.last_seen_at));
  const goal = session.value?.projects.find((item) => item.id === project)?.goal;
  const works = sorted.some((sighting) => sighting.allowed);
  return (
    <div class="sightings">
      {/* Announced when an origin is seen first, not on each passing second. */}
      <p class="hidden" role="status">
        {sorted[0] && t.install.seen(sorted[0].origin)}
      </p>
      {sorted.length === 0 ? (
        <p class="sighting is-waiting">
          <span class="pulse" aria-hidden="true" />
          {t.install.waiting}
        </p>
      ) : (
        <ul>
          {sorted.map((sighting) => (
            <SightingLine
              key={sighting.origin}
              project={project}
              sighting={sighting}
              onAllowed={props.onAllowed}
            />
          ))}
        </ul>
      )}
      {works && (
        <p>
          <a class="button is-main" href={paths[firstPage(goal)](project)}>
            {t.install.done(t.nav[firstPage(goal)])}
          </a>
        </p>
      )}
    </div>
  );
}

function SightingLine(props: { project: string; sighting: Sighting; onAllowed: () => void }): JSX.Element {
  const { project, sighting } = props;
  const problem = useSignal<Problem | null>(null);
  const allow = async () => {
    problem.value = null;
    try {
      await projects.allow(project, sighting.origin);
      announce(t.install.allowed(sighting.origin));
      props.onAllowed();
    } catch (cause) {
      problem.value = asProblem(cause);
    }
  };
  return (
    <li class={sighting.allowed ? "sighting is-seen" : "sighting is-refused"}>
      <Icon name={sighting.allowed ? "check" : "reports"} />
      <div>
        <p>{t.install.seen(sighting.origin, ago(sighting.last_seen_at, Math.max(now.value, Date.now())))}</p>
        {!sighting.allowed && <p>{t.install.refused}</p>}
        {problem.value && <Trouble problem={problem.value} />}
      </div>
      {!sighting.allowed && may(roleIn(project), "configure") && (
        <button type="button" class="button" onClick={() => void allow()}>
          {t.install.allow}
        </button>
      )}
    </li>
  );
}
