// The one-time token of a link, taken out of the address as soon as it is read.
// It refuses to leave the token where a screenshot or the history would keep it.

/** The `token=` of the address's fragment, or null; the fragment is gone afterwards. */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}
