// Masks ids and secrets in paths by the same rules as the server. Loaded with the first act.
// Does not read the page's contents: the address is enough.

/** Numbers, UUIDs, long hex and ULIDs. */
const ID = /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{16,}|[0-7][\dA-HJKMNP-TV-Z]{25})$/i;
/** Words that announce a secret in one of the next two segments. */
const ANNOUNCING =
  /(^|[^a-z])(reset|token|verif|confirm|activat|invit|magic|unsubscrib|unlock|recover|passw|passphr|kennw|secret|oauth|session|share|log[io]n|sign[iu][np]|callback|redeem|apikey|jwt|otp|sso|(auth|key|code|join|accept)(?![a-z]))/i;
/** At most four words, or a version: not a secret at any position. */
const PLAIN =
  /^((v|step|page|oauth|auth|saml)\d{1,3}|2fa|(\p{Alphabetic}((?!\p{Uppercase})\p{Alphabetic}){0,14}([-_.](?=.)|$)){1,4})$/u;
/** A placeholder in a route for an id or a secret. */
const PLACEHOLDER = /^:[a-z_]{1,32}$/i;

/** Percent escapes decoded once; bytes that are not UTF-8 become U+FFFD. */
export function decoded(text: string): string {
  return text.replace(/(%[\da-f]{2})+/gi, (run) =>
    new TextDecoder().decode(Uint8Array.from(run.slice(1).split("%"), (hex) => Number.parseInt(hex, 16))),
  );
}

/** The mask of a segment, if it needs one; `announced` if a word before it announces a secret. */
function maskOf(text: string, announced: boolean, ids: boolean): string | undefined {
  const inner = text.split(/[/\\]/).filter((part) => part);
  if (inner.length > 1) return masksOf(inner, false).some((mask) => mask) ? ":token" : undefined;
  if (ID.test(text)) return ids || announced ? ":id" : undefined;
  const runs = text.match(/[a-z\d]+/gi) ?? [];
  const all = runs.join("");
  const digits = all.replace(/\D/g, "").length;
  if (/.@./s.test(text) || (digits > 8 && digits * 10 >= all.length * 6)) return ":id";
  const turns = (run: string) => (run.match(/\d+|\D+/g)?.length ?? 1) - 1;
  const secret =
    /^eyJ.{13}|=/s.test(text) ||
    runs.some((run) => turns(run) > (run.length > 15 ? 0 : run.length > 9 ? 2 : 99)) ||
    (runs.length > 2 && runs.every((run) => run.length > 3 && turns(run))) ||
    (announced && !PLAIN.test(text));
  return secret ? ":token" : undefined;
}

/** The mask of each segment that needs one; plain ids only if `ids` is true. */
function masksOf(segments: string[], ids: boolean): (string | undefined)[] {
  let announced = 0;
  return segments.map((segment) => {
    // Escapes may be escaped themselves, and digits may be full-width.
    const text = decoded(decoded(segment)).normalize("NFKC");
    if (PLACEHOLDER.test(text)) return undefined;
    const mask = maskOf(text, announced > 0, ids);
    if (!mask) announced = ANNOUNCING.test(text) ? 2 : announced - 1;
    return mask;
  });
}

/** A path with ids and secrets masked, escapes in one spelling, and parameters of segments dropped. */
export function covered(path: string, ids: boolean): string {
  const segments = path.split("/").map((part) =>
    decoded(part)
      // The Greek question mark is a semicolon in NFC.
      .replace(/[;\u037e].*/s, "")
      .replace(/\p{Cc}/gu, ""),
  );
  const kept = segments.filter((part) => part);
  const masks = masksOf(kept, ids);
  const written = kept.map(
    (part, i) =>
      masks[i] ??
      part.normalize("NFC").replace(/[\p{White_Space}/\\?#%]/gu, (sign) => encodeURIComponent(sign)),
  );
  return `/${written.join("/")}`;
}

/** The route of a path: query and fragment dropped, ids and secrets masked, no slash at the end. */
export function normalise(path: string): string {
  return covered(path.replace(/[?#].*/s, ""), true);
}
