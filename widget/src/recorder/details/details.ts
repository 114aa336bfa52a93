// Applies masks and limits to recorded steps. A chunk that is loaded with the first act.
// Nothing of the page leaves it unmasked or longer than the API accepts.
import type { Place } from "../../base/core";
import type { Raw, Target } from "../../base/step";
import type { Helpers } from "../helpers";
import { memory } from "./hide";
import { apiPlace, bare } from "./places";
import { redact } from "./redact";
import { covered, decoded, normalise } from "./screens";
import { fit, lines, sound, whole } from "./text";

/** The exports of the chunk. */
export type Details = ReturnType<typeof details>;

/** Starts it with the recorder's helpers. */
export function details(helpers: Helpers) {
  const { hide, remember, typed } = memory();
  for (const [el, text] of helpers.waiting.splice(0)) remember(el, text);
  /** Finished steps, until something more is typed. */
  let done = new WeakMap<Raw, Raw>();
  const clean = new WeakSet<Place>();
  helpers.typed = (el, event) => {
    typed(el, event);
    done = new WeakMap();
  };
  const mask = (text: string) => {
    // Typed text may be repeated percent-encoded.
    const plain = decoded(text);
    const hidden = hide(plain);
    return redact(hidden === plain ? text : hidden);
  };
  const address = (url: string) => fit(mask(bare(url, covered)), 2000, "");

  function target({ role, name, tag, selectors: found }: Target): Target {
    const called = fit(mask(name ?? ""), 80);
    return {
      ...(role && { role: fit(role, 40) }),
      ...(called && { name: called }),
      ...(tag && { tag: fit(tag, 80) }),
      ...(found && { selectors: found.filter((made) => sound(made, 500) && mask(made) === made) }),
    };
  }

  return {
    fit,
    whole,
    lines,
    /** A place as the API takes it; a place that was returned is not changed again, since its route may have been cut. */
    apiPlace(place: Place): Place {
      if (clean.has(place)) return place;
      const made = apiPlace({ ...place, route: normalise(place.route) });
      clean.add(made);
      return made;
    },
    redact: mask,
    bare: address,
    /** A step as it may leave the page. */
    finish(step: Raw): Raw {
      const known = done.get(step);
      if (known) return known;
      const { target: on, value, url, method, message, key, ...rest } = step;
      const made: Raw = {
        ...rest,
        ...(on && { target: target(on) }),
        ...(value && { value: { ...value, type: fit(value.type, 40) } }),
        ...(url !== undefined && { url: address(url) }),
        ...(method && { method: fit(method.toUpperCase(), 16) }),
        ...(message !== undefined && { message: fit(mask(message), 1000) }),
        ...(key && { key: fit(key, 40) }),
      };
      // Selectors may still be pending.
      if (!on || on.selectors) done.set(step, made);
      return made;
    },
  };
}
