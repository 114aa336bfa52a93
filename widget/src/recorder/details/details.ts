// Completes what the recorder noted by masks and limits. A chunk that comes with the first act.
// Refuses to let anything of the page out that was not masked and cut to what the API takes.
import type { Place } from "../../base/core";
import type { Raw, Target } from "../../base/step";
import type { Lent } from "../lent";
import { memory } from "./hide";
import { bare, settled } from "./places";
import { redact } from "./redact";
import { covered, decoded, normalise } from "./screens";
import { fit, lines, sound, whole } from "./text";

/** What the chunk gives. */
export type Details = ReturnType<typeof details>;

/** Starts it with what the recorder lends. */
export function details(lent: Lent) {
  const { hide, remember, typed } = memory();
  for (const [el, text] of lent.waiting.splice(0)) remember(el, text);
  /** Finished steps, until something more is typed. */
  let done = new WeakMap<Raw, Raw>();
  const clean = new WeakSet<Place>();
  lent.typed = (el, event) => {
    typed(el, event);
    done = new WeakMap();
  };
  const mask = (text: string) => {
    // An echo may be written in percent escapes.
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
    /** A place as the API takes it: once, since a route that was cut is not to be read again. */
    settled(place: Place): Place {
      if (clean.has(place)) return place;
      const made = settled({ ...place, route: normalise(place.route) });
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
      // Selectors may still be on their way.
      if (!on || on.selectors) done.set(step, made);
      return made;
    },
  };
}
