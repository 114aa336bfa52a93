// The choice of one of the project's screens, for filters.
// Does not know which list is filtered by it.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { facts } from "../data/api";
import { useResource } from "../data/resource";
import { t } from "../words/texts";
import { Choice } from "./form";

/** A select of the project's screens, by route. */
export function ScreenChoice(props: {
  project: string;
  value: string | null;
  onChange: (screen: string | null) => void;
  /** Shows the label. */
  labelled?: boolean | undefined;
}): JSX.Element {
  const screens = useResource(
    `screens ${props.project}`,
    () => facts.screens(props.project, { order: "route" }, { limit: 100 }),
    120,
  );
  const found = screens.data.value?.items ?? [];
  const select = useRef<HTMLDivElement>(null);
  // A select drops a value whose option is not there yet: put it back when the options arrive.
  useEffect(() => {
    const element = select.current?.querySelector("select");
    if (element) element.value = props.value ?? "";
  }, [found.length, props.value]);
  return (
    <div ref={select} class="screen-choice">
      <Choice
        hideLabel={!props.labelled}
        label={t.triage.screen}
        name="screen"
        value={props.value ?? ""}
        options={[
          { value: "", label: t.triage.any.screen },
          ...found.map((screen) => ({ value: screen.id, label: screen.route })),
        ]}
        onChange={(screen) => props.onChange(screen || null)}
      />
    </div>
  );
}
