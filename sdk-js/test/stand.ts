// A real HTTP server on a free port, for the client to talk to: what it was sent is kept, what it says is told by the test.
// It refuses to know the API: routes and bodies belong to the tests.
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came over the wire. */
export type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

/** What the server says next. `cut` ends the connection in the middle of the body; `never` keeps it waiting. */
export type Saying = {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  cut?: boolean;
  never?: boolean;
};

/** A running server. */
export type Stand = {
  origin: string;
  seen: Seen[];
  say: (saying: Saying) => void;
  stop: () => Promise<void>;
};

/** Starts a server that answers everything with the last saying. */
export async function start(): Promise<Stand> {
  const seen: Seen[] = [];
  let saying: Saying = { status: 200, body: "{}" };
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
    if (saying.never) return;
    const length = saying.cut ? { "content-length": "1000" } : {};
    response.writeHead(saying.status, { "content-type": "application/json", ...length, ...saying.headers });
    if (saying.cut) {
      response.write(saying.body ?? "");
      setImmediate(() => response.destroy());
    } else response.end(saying.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    say: (next) => {
      saying = next;
    },
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
