// SHA-256 of a text, for the consent receipt.
// Not for secrets: it exists because `crypto.subtle` is missing on pages without https.

const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const bits = (n: number) => ((n - Math.floor(n)) * 2 ** 32) | 0;
const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by));

/** SHA-256 (FIPS 180-4) of the text in UTF-8, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  const input = new TextEncoder().encode(text);
  const blocks = (input.length + 72) >> 6;
  const bytes = new Uint8Array(blocks << 6);
  bytes.set(input);
  bytes[input.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(input.length / 2 ** 29));
  view.setUint32(bytes.length - 4, input.length << 3);
  const rounds = primes.map((prime) => bits(Math.cbrt(prime)));
  const state = Int32Array.from(primes.slice(0, 8), (prime) => bits(Math.sqrt(prime)));
  const w = new Int32Array(64);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) {
        w[i] = view.getInt32(block * 64 + i * 4);
        continue;
      }
      const [a, b] = [w[i - 15] as number, w[i - 2] as number];
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      w[i] = (w[i - 16] as number) + s0 + (w[i - 7] as number) + s1;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (rounds[i] as number) + (w[i] as number)) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => {
      state[i] = (state[i] as number) + value;
    });
  }
  return Array.from(state, (value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}
