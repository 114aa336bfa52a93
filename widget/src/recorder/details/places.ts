// Converts a place to what the API accepts, whatever the host has set.
// Does not read the page.
import type { Place } from "../../base/core";
import type { covered } from "./screens";
import { fit, whole } from "./text";

/** At most `most` characters; what is longer ends in a digest, so that two long texts stay different. As the server does. */
function brief(text: string, most: number): string {
  const points = Array.from(text);
  if (points.length <= most) return text;
  let sum = 0;
  for (const point of points) sum = (Math.imul(sum, 31) + (point.codePointAt(0) as number)) | 0;
  const start = points.slice(0, most - 12).join("");
  return `${start.replace(/%.?$/, "")}~${(sum >>> 0).toString(36)}`;
}

/** A place as the API takes it, whatever the host has set; an object without a name is none. */
export function apiPlace({ route, title, object }: Place): Place {
  const type = fit(object?.type, 64, "").replace(/[^\w.-]/g, "_");
  // Fillers are invisible letters.
  const id = brief(fit(object?.id, 9999).replace(/[\u2800\u3164\u115f\u1160\uffa0]/g, ""), 200);
  const named = type && /[\p{L}\p{N}\p{P}\p{S}]/u.test(id);
  return { route: brief(whole(route, 9999), 512), title, ...(named && { object: { type, id } }) };
}

/** An address of the host as path and query names: values, secrets and telling fragments dropped. `cover` masks a path. */
export function bare(address: string, cover: typeof covered): string {
  let url: URL;
  try {
    url = new URL(address, location.href);
  } catch {
    return "";
  }
  if (!/^(https?|file):/.test(url.protocol)) return url.protocol;
  const names = [...new Set([...url.searchParams.keys()])].map((name) => `${encodeURIComponent(name)}=`);
  // Hash routes and headings may stay; anything like `access_token=…` may not.
  const [, sign = "", hash = ""] = /^(#!?\/?)([\w!/.-]{0,64})$/.exec(url.hash) ?? [];
  const origin = url.origin === location.origin ? "" : url.origin;
  const path = cover(url.pathname, false) + (/.\/$/.test(url.pathname) ? "/" : "");
  return origin + path + (names.length ? `?${names.join("&")}` : "") + sign + cover(hash, false).slice(1);
}
