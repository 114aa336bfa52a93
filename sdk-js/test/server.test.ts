// Identity tokens, checked by another implementation of HMAC and by every rule of the server that can be known here.
// It refuses to reuse the signer's own code to judge it.
import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { type Identity, signIdentity } from "../src/server.js";

const base: Identity = { secret: "s".repeat(32), project: "018f-project", subject: "u-7" };

function read(token: string) {
  const [header = "", claims = "", signature = ""] = token.split(".");
  const json = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  return { header: json(header), claims: json(claims), signature, signed: `${header}.${claims}` };
}

test("a token carries the required claims and a signature that node:crypto confirms", async () => {
  const before = Math.floor(Date.now() / 1000);
  const { header, claims, signature, signed } = read(await signIdentity(base));
  expect(header).toEqual({ alg: "HS256", typ: "JWT" });
  expect(Object.keys(claims).sort()).toEqual(["aud", "exp", "iat", "sub"]);
  expect(claims).toMatchObject({ sub: "u-7", aud: "018f-project" });
  expect(claims.iat).toBeGreaterThanOrEqual(before);
  expect(claims.exp - claims.iat).toBe(600);
  expect(signature).toBe(createHmac("sha256", base.secret).update(signed).digest("base64url"));
});

test("optional claims and the key id are kept, in any script", async () => {
  const token = await signIdentity({
    ...base,
    secret: "geheim-für-alle-größeren-schlüssel-🦊",
    expiresInSeconds: 3600,
    email: "zoë@example.com",
    emailVerified: false,
    name: "Zoë 🦊 العربية",
    segment: "enterprise",
    company: "ACME",
    traits: { seats: 12, trial: false },
    keyId: "k2",
  });
  const { header, claims } = read(token);
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{43}$/);
  expect(header.kid).toBe("k2");
  expect(claims).toMatchObject({
    email: "zoë@example.com",
    email_verified: false,
    name: "Zoë 🦊 العربية",
    segment: "enterprise",
    company: "ACME",
    traits: { seats: 12, trial: false },
  });
  expect(claims.exp - claims.iat).toBe(3600);
});

test.each<[string, Partial<Identity>]>([
  ["an empty secret", { secret: "" }],
  ["a secret of 31 bytes", { secret: "s".repeat(31) }],
  ["no project", { project: "" }],
  ["no subject", { subject: "" }],
  ["a subject of 256 characters", { subject: "x".repeat(256) }],
  ["a life over an hour", { expiresInSeconds: 3601 }],
  ["a life of nothing", { expiresInSeconds: 0 }],
  ["a life that is no number", { expiresInSeconds: Number.NaN }],
])("%s is refused", async (_, wrong) => {
  await expect(signIdentity({ ...base, ...wrong })).rejects.toBeInstanceOf(RangeError);
});

test("bytes count for the secret, not characters", async () => {
  await expect(signIdentity({ ...base, secret: "ü".repeat(16) })).resolves.toContain(".");
});
