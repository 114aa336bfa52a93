// The one-time token of a link, removed from the address as soon as it is read.
// It must not stay where a screenshot or the history would keep it.

/** The `token=` of the address's fragment, or null; the fragment is removed. */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}
