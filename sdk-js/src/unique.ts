// Creates unique names, for `Idempotency-Key`.
// Works without https, unlike `crypto.randomUUID`.

/** A random UUID (version 4, RFC 9562). */
export function unique(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    // The first digit of the fourth group has two fixed bits.
    (+digit ^ ((crypto.getRandomValues(new Uint8Array(1))[0] as number) & (15 >> (+digit / 4)))).toString(16),
  );
}
