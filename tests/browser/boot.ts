// Starts the real binary on a free port with a data folder of its own, and removes both afterwards.
// Workers share no server, and a data folder is reused only after a server of this file.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

/** The binary under test. */
export const binary = resolve(
  process.env.YOUSAID_BIN ?? join(import.meta.dirname, "../../target/release/yousaid"),
);

/** The state of a halted server: the next one continues from it, at the same address. */
export type Left = { folder: string; port: number; setup: string };

/** A running server; `setup` is the one-time link that the first one printed. */
export type Server = {
  origin: string;
  setup: string;
  /** Stops it and removes its data. */
  stop: () => Promise<void>;
  /** Stops it and keeps its data for the next one. */
  halt: () => Promise<Left>;
};

/** Starts a server, of this program, in a folder of its own or where another one was halted, and waits until it is ready. */
export async function boot(program = binary, left?: Left): Promise<Server> {
  const folder = left?.folder ?? mkdtempSync(join(tmpdir(), "yousaid-browser-"));
  const port = left?.port ?? (await free());
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(program, [], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      YOUSAID_LISTEN: `127.0.0.1:${port}`,
      YOUSAID_PUBLIC_URL: origin,
      YOUSAID_DATA_DIR: folder,
    },
  });
  const setup = left ? left.setup : await link(child);
  await ready(origin, child);
  const end = async () => {
    if (child.exitCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await gone;
  };
  return {
    origin,
    setup,
    stop: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
    halt: async () => {
      await end();
      return { folder, port, setup };
    },
  };
}

async function free(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return port;
}

function link(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    const said: string[] = [];
    const read = (line: string) => {
      said.push(line);
      const link = /https?:\/\/\S+\/app\/setup#token=[\w.~-]+/.exec(line)?.[0];
      if (link) found(link);
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", read);
    }
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`the server ended with ${code}:\n${said.join("\n")}`)));
  });
}

// The socket may open after the link is printed, so the request is repeated until the server responds.
async function ready(origin: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((again) => setTimeout(again, 20));
  }
  throw new Error("the server ended before it was ready");
}
