// Signs identity tokens on the host's back end (`@yousaid/sdk/server`), with WebCrypto alone.
// Rejects weak secrets and long lifetimes. Must never be bundled for a browser: anyone who has the secret can act as any visitor.

/** The identity of a visitor, and the secret that signs it. */
export type Identity = {
  /** The project's identity secret, at least 32 bytes. */
  secret: string;
  /** The project's id: the token is valid only for this project. */
  project: string;
  /** Your own, never reused id of the person; at most 255 characters. */
  subject: string;
  /** Lifetime of the token in seconds: 1 to 3600, by default 600. */
  expiresInSeconds?: number;
  email?: string;
  /**
   * True only if you have verified the address: notices by mail go only to verified addresses, and votes that the team added on behalf
   * of one become this person's.
   */
  emailVerified?: boolean;
  name?: string;
  /** The group whose votes a project may weight separately, for instance "enterprise". */
  segment?: string;
  company?: string;
  traits?: Record<string, string | number | boolean>;
  /** Selects among keys that overlap during a rotation. */
  keyId?: string;
};

const SECRET_BYTES = 32;
const MAX_SECONDS = 3600;

/** Signs an identity as an HS256 token for `yousaid("identify", token)`; throws a `RangeError` for what the server would refuse. */
export async function signIdentity(identity: Identity): Promise<string> {
  const secret = new TextEncoder().encode(identity.secret);
  const life = identity.expiresInSeconds ?? 600;
  if (secret.length < SECRET_BYTES) throw new RangeError("secret: at least 32 bytes are needed");
  if (!identity.project) throw new RangeError("project: the id of the project is needed");
  if (!identity.subject || identity.subject.length > 255)
    throw new RangeError("subject: 1 to 255 characters");
  if (!Number.isInteger(life) || life < 1 || life > MAX_SECONDS) {
    throw new RangeError("expiresInSeconds: a whole number from 1 to 3600");
  }
  const now = Math.floor(Date.now() / 1000);
  // JSON leaves out what is undefined, so an absent claim is absent and not null.
  const header = encode({ alg: "HS256", typ: "JWT", kid: identity.keyId });
  const claims = encode({
    sub: identity.subject,
    aud: identity.project,
    iat: now,
    exp: now + life,
    email: identity.email,
    email_verified: identity.emailVerified,
    name: identity.name,
    segment: identity.segment,
    company: identity.company,
    traits: identity.traits,
  });
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  const signed = new TextEncoder().encode(`${header}.${claims}`);
  const signature = await crypto.subtle.sign("HMAC", key, signed);
  return `${header}.${claims}.${base64url(new Uint8Array(signature))}`;
}

function encode(value: object): string {
  return base64url(new TextEncoder().encode(JSON.stringify(value)));
}

function base64url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
