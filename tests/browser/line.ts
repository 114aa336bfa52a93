// The network between browser and server: slow, lossy, cut, or held back until a test releases it.
// Does not change contents: requests reach the real server, and responses are its own or missing.
import type { BrowserContext, Page } from "@playwright/test";

/** A gate that others wait for until it is opened. */
export type Gate = { opened: Promise<void>; open: () => void };

/** A closed gate. */
export function gate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((done) => {
    open = done;
  });
  return { opened, open };
}

/** Delays each response by this many milliseconds. The browser does it, so preflights are slow too. */
export async function slow(page: Page, latency = 400): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
}

/** Holds requests back on their way to the server; the returned gate lets them and all later ones through. */
export async function hold(
  target: Page | BrowserContext,
  url: string | RegExp | ((url: URL) => boolean),
): Promise<Gate> {
  const held = gate();
  await target.route(url, async (route) => {
    await held.opened;
    await route.continue();
  });
  return held;
}

/** The requests whose responses were dropped so far. */
export type Lost = {
  /** The requests that the server has handled without a response to the browser, as "POST /v1/…". */
  requests: string[];
  /** Lets responses through again. */
  end: () => Promise<void>;
};

/** Drops responses after the server has handled the request, as a broken connection does: all, or the first `times`. */
export async function drop(
  target: Page | BrowserContext,
  url: string | RegExp,
  times = Number.POSITIVE_INFINITY,
): Promise<Lost> {
  const requests: string[] = [];
  const lose = async (route: Parameters<Parameters<Page["route"]>[1]>[0]) => {
    if (requests.length >= times) return route.continue();
    const request = route.request();
    requests.push(`${request.method()} ${new URL(request.url()).pathname}`);
    await route.fetch();
    await route.abort("connectionreset");
  };
  await target.route(url, lose);
  return { requests, end: () => target.unroute(url, lose) };
}

/** Delays responses after the server has handled the request, until the gate opens. */
export async function delay(target: Page | BrowserContext, url: string | RegExp): Promise<Gate> {
  const late = gate();
  await target.route(url, async (route) => {
    const response = await route.fetch();
    await late.opened;
    await route.fulfill({ response });
  });
  return late;
}

/** A second tab of the same browser, by default at the same address; it shares storage with the first. */
export async function tab(page: Page, url = page.url()): Promise<Page> {
  const second = await page.context().newPage();
  await second.goto(url);
  return second;
}

/** A second window that the page itself opens: it shares storage, and knows its opener. */
export async function win(page: Page, url = page.url()): Promise<Page> {
  const opened = page.waitForEvent("popup");
  await page.evaluate((address) => void window.open(address, "_blank", "popup,width=600,height=700"), url);
  const second = await opened;
  await second.waitForLoadState();
  return second;
}

/** Responds like an upgraded server without the files of the old version: the chunks that the page knows are missing. */
export async function forget(target: Page | BrowserContext, url: string | RegExp, times = 1): Promise<void> {
  await target.route(url, (route) => route.fulfill({ status: 404, body: "" }), { times });
}
