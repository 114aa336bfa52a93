// Serves a built host site on an origin of its own: plain, or under the strictest possible policy.
// Changes only the placeholders of the tag, and never filters the browser's messages about it.
//
// Under the policy the sites' own pages would break it: the generators write inline scripts and style attributes, which
// no `script-src 'self'; style-src 'self'` allows. A host with such a policy moves them to files in its build, so that is
// what happens here on the way out: inline scripts become /__inline/*.js, style elements and attributes one sheet per page.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

/** What fills the tag's placeholders, and whether the policy is on. `yousaid` absent: the page without its tag. */
export type Plan = { folder: string; strict: boolean; yousaid?: { origin: string; key: string } | undefined };

/** A running host site. */
export type Site = { origin: string; stop: () => Promise<void> };

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

/** The strictest policy: nothing but the host itself and the Yousaid server, no inline anything, no HTML sinks. */
export function policy(yousaid: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' ${yousaid}`,
    `connect-src 'self' ${yousaid}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** Starts a site on a free port. */
export async function serve(plan: Plan): Promise<Site> {
  const moved = new Map<string, string>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://host").pathname);
    const inline = moved.get(path);
    const file = inline === undefined ? find(plan.folder, path) : undefined;
    if (inline === undefined && !file) {
      // VitePress has no icon, browsers ask for one anyway, and the console would count it as a fault.
      if (path === "/favicon.ico") {
        response.writeHead(204).end();
        return;
      }
      response.writeHead(404, { "content-type": "text/plain" }).end("Not found");
      return;
    }
    const type = types[extname(file ?? path)] ?? "application/octet-stream";
    const headers: Record<string, string> = { "content-type": type, "x-content-type-options": "nosniff" };
    let body: string | Buffer = inline ?? readFileSync(file ?? "");
    // A site that must know its own address is built for this one.
    if (/^(text\/html|application\/xml)/.test(type)) {
      body = String(body).replaceAll("https://host.invalid", `http://${request.headers.host}`);
    }
    if (type.startsWith("text/html")) {
      body = tagged(String(body), plan.yousaid);
      if (plan.strict) {
        body = outline(body, plan.folder, moved);
        headers["content-security-policy"] = policy(plan.yousaid?.origin ?? "");
      }
    }
    response.writeHead(200, headers).end(body);
  });
  return listen(server);
}

/** A page that a test has written: whole, or in parts, each of which is sent before the next one is requested. */
export type Written = string | (() => AsyncIterable<string>);

/** Starts a site of pages that a test has written: one for every address, or each at a path of its own. */
export async function page(
  written: Written | Record<string, Written>,
  headers: Record<string, string>,
): Promise<Site> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const found = typeof written === "object" ? written[path] : extname(path) === "" ? written : undefined;
    // There is no icon and no source map, and the console would count a 404 as a fault.
    const status = found !== undefined ? 200 : extname(path) ? 204 : 404;
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...headers });
    if (typeof found === "function") for await (const part of found()) response.write(part);
    response.end(status === 404 ? "Not found" : typeof found === "string" ? found : undefined);
  });
  return listen(server);
}

async function listen(server: Server): Promise<Site> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function find(folder: string, path: string): string | undefined {
  const clean = join(folder, normalize(`/${path}`));
  const candidates = [clean, `${clean}.html`, join(clean, "index.html")];
  // A single-page app answers every unknown address with its one page.
  if (!existsSync(join(folder, "404.html")) && !extname(path)) candidates.push(join(folder, "index.html"));
  return candidates.find((one) => existsSync(one) && statSync(one).isFile());
}

function tagged(html: string, yousaid: Plan["yousaid"]): string {
  if (!yousaid) return html.replace(/<script[^>]*yousaid\.invalid[^>]*><\/script>/, "");
  return html.replace("https://yousaid.invalid", yousaid.origin).replace("pk_placeholder", yousaid.key);
}

function outline(html: string, folder: string, moved: Map<string, string>): string {
  const keep = (text: string, ending: string) => {
    const path = `/__inline/${createHash("sha256").update(text).digest("hex").slice(0, 16)}.${ending}`;
    moved.set(path, text);
    return path;
  };
  const rules = new Map<string, string>();
  const page = chunked(html, folder)
    .replace(
      /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g,
      (whole, attributes: string, code: string) =>
        /type="?(application\/(ld\+)?json|speculationrules)/.test(attributes)
          ? whole
          : `<script${attributes} src="${keep(code, "js")}"></script>`,
    )
    .replace(
      /<style[^>]*>([\s\S]*?)<\/style>/g,
      (_, css: string) => `<link rel="stylesheet" href="${keep(css, "css")}">`,
    )
    .replace(
      /(<[a-z][^>]*?)\sstyle=(?:"([^"]*)"|([^\s">]+))/g,
      (_, before: string, quoted?: string, bare?: string) => {
        const css = quoted ?? bare ?? "";
        const name = `s${createHash("sha256").update(css).digest("hex").slice(0, 8)}`;
        rules.set(name, css.replaceAll("&quot;", '"').replaceAll("&#x27;", "'"));
        return `${before} data-style="${name}"`;
      },
    );
  if (rules.size === 0) return page;
  const sheet = [...rules].map(([name, css]) => `[data-style="${name}"]{${css}}`).join("\n");
  return page.replace("</head>", `<link rel="stylesheet" href="${keep(sheet, "css")}"></head>`);
}

// Webpack loads the chunks of a page by `script.src = …`, a sink that trusted-types 'none' closes for good. Chunks that are
// there already are not loaded again, so the page names all of them, as a host with this policy has to.
function chunked(html: string, folder: string): string {
  const runtime = /<script[^>]*src="?(\/assets\/js\/)runtime~main[^>]*><\/script>/.exec(html);
  if (!runtime?.[1]) return html;
  const path = runtime[1];
  const chunks = readdirSync(join(folder, path)).filter(
    (name) => name.endsWith(".js") && !/^(runtime~)?main\./.test(name),
  );
  return html.replace(
    runtime[0],
    chunks.map((name) => `<script src="${path}${name}" defer></script>`).join("") + runtime[0],
  );
}
