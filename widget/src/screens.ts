// Names the screen that the visitor is on.
// Refuses to read the page's contents: the address is enough.

const ID = /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{16,}|(?=.*\d)[\dA-HJKMNP-TV-Z]{26})$/i;

/** The route of a path: query and fragment dropped, ids replaced by `:id`, no slash at the end, at most 512 characters. */
export function normalise(path: string): string {
  const parts = path.replace(/[?#].*/s, "").match(/[^/]+/g) ?? [];
  return `/${parts.map((part) => (ID.test(part) ? ":id" : part)).join("/")}`.slice(0, 512);
}

/** The route of an address; an address like `/app/#/orders/7` is a hash router's. */
export function routed(url: { pathname: string; hash: string }): string {
  const inner = /^#!?(\/.*)/.exec(url.hash);
  return normalise(inner ? url.pathname.replace(/[^/]*\.html?$/, "") + inner[1] : url.pathname);
}

/** The name under which the answer for a place is remembered. */
export function named(place: { route: string; object?: { type: string; id: string } }): string {
  return place.route + (place.object ? ` ${place.object.type}:${place.object.id}` : "");
}
