// An unfinished report, and where it belongs.
// Kept only as long as the page: nothing is stored before Send.
import type { Place } from "../../base/core";
import type { PanelCore } from "./core";

/** A report while it is being written. */
export type Draft = {
  title: string;
  body: string;
  place: Place;
  withSteps: boolean;
  withEnvironment: boolean;
  /** Steps that the visitor removed, by number. */
  removed: Set<number>;
  /** Sentences that the visitor rewrote, by number. */
  edited: Map<number, string>;
};

/** An empty draft for a place. */
export function draft(place: Place): Draft {
  return {
    title: "",
    body: "",
    place,
    withSteps: true,
    withEnvironment: true,
    removed: new Set(),
    edited: new Map(),
  };
}

/** Screen and object as the API takes them; page titles may carry names, so secrets in them are masked. */
export function placed(core: PanelCore, place: Place) {
  const { fit, redact, apiPlace } = core.aide();
  const { route, object } = apiPlace(place);
  const title = fit(redact(place.title), 200);
  return { screen: { route, ...(title && { title }) }, ...(object && { object }) };
}
