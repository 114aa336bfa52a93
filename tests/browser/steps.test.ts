// Recorded steps of hostile and ordinary pages: they always arrive, contain nothing that was typed, and are correct.
// Checks only what is sent, not the widget's internals.
import type { Page, Request } from "@playwright/test";
import { open, recorded, report, suggest } from "./acts.ts";
import { expect, test } from "./fixtures.ts";

type Sent = {
  title: string;
  screen: { route: string; title?: string };
  steps: {
    kind: string;
    sentence: string;
    url?: string;
    message?: string;
    target?: { role?: string; name?: string; selectors?: string[] };
    value?: { type: string; length: number };
  }[];
  environment: { url: string };
};

type Counts = { all: number; one: number };

const shell = (body: string, head = "") =>
  `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body><main>${body}</main>__TAG__</body></html>`;

/** Sends a report and gives what the browser sent; it must have arrived. */
async function sent(page: Page, title = "Broken"): Promise<Sent> {
  const request = page.waitForRequest(
    (one: Request) => /\/reports$/.test(one.url()) && one.method() === "POST",
  );
  await report(page, title);
  return (await request).postDataJSON() as Sent;
}

/** The sentences of a report, without the first, which says where the visitor came in. */
async function shownSteps(page: Page): Promise<string[]> {
  return (await sent(page)).steps.slice(1).map(({ sentence }) => sentence);
}

test("whatever a page holds, its answers, votes and reports arrive", async ({ page, bare, watched }) => {
  const site = await bare(shell("<div data-yousaid-helpful></div><button>Go</button>"));
  await page.goto(`${site.origin}/${"%F0%9F%98%80/long".repeat(160)}`);
  await recorded(page);
  await page.evaluate(() => {
    (window as unknown as { yousaid: (...given: unknown[]) => void }).yousaid("context", {
      object: { type: "sales order", id: `7\u0000\ud83d${"😀".repeat(300)}` },
    });
    document.title = `${"a".repeat(199)}😀\ud83d\u0000 tail`;
    const names = [
      `${"b".repeat(78)}😀😀`,
      "\ud83d half",
      "\u0000nul \u001b[31m",
      "👨‍👩‍👧‍👦".repeat(40),
      "e\u0301".repeat(300),
      "x".repeat(3000),
    ];
    for (const [i, name] of names.entries()) {
      const button = document.createElement("button");
      button.textContent = name;
      button.id = `nasty-${i}`;
      button.setAttribute("data-testid", `${name}${i}`);
      button.setAttribute("role", i === 5 ? "r".repeat(90) : "button");
      button.onclick = () => console.error(name.repeat(4), "\u0000", "\ud83d", { deep: ["\ude00"] });
      document.querySelector("main")?.append(button);
    }
    history.replaceState(null, "", `${location.pathname}/${encodeURIComponent("/reset/😀")}?q=1`);
  });
  for (let i = 0; i < 6; i++) await page.locator(`#nasty-${i}`).click();
  await page.evaluate(() => {
    Promise.reject(new Error(`\ud83d${"é".repeat(2000)}`));
    fetch(`/missing.json?${"😀".repeat(900)}`, { method: "GET" }).catch(() => {});
    history.pushState(null, "", "/%00%ff/next");
    history.pushState(null, "", `/${"deep/".repeat(450)}`);
  });
  const answered = page.waitForResponse(
    (one) => /\/answers$/.test(one.url()) && one.request().method() === "PUT",
  );
  await page.getByRole("main").getByRole("button", { name: "No", exact: true }).click();
  expect((await answered).status(), await (await answered).text()).toBeLessThan(300);
  const content = await sent(page);
  expect(content.steps.length).toBeGreaterThan(10);
  JSON.parse(JSON.stringify(content), (_, value) => {
    if (typeof value === "string") expect(value).not.toMatch(/[\p{Cc}\p{Cs}]/u);
    return value;
  });
  await suggest(page, "A shorter title", "");
  const voted = page.waitForResponse((one) => /\/vote$/.test(one.url()));
  const dialog = await open(page, "Requests");
  await dialog.getByRole("button", { name: /your vote for “A shorter title”/ }).click();
  expect((await voted).status()).toBeLessThan(300);
  const again = page.waitForResponse((one) => /\/vote$/.test(one.url()) && one.request().method() === "PUT");
  await dialog.getByRole("button", { name: /Vote for “A shorter title”/ }).click();
  expect((await again).status()).toBeLessThan(300);
  watched.clean("half", "console:", "uncaught:");
});

test("no echo of what was typed is sent, however it was typed and wherever it comes again", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(
    shell(`
    <label>Note <input id="plain"></label>
    <label>Story <textarea id="area"></textarea></label>
    <div id="empty" contenteditable="" aria-label="Empty"></div>
    <div id="only" contenteditable="plaintext-only" aria-label="Only"></div>
    <div contenteditable="true"><p id="inherited">x</p></div>
    <div id="own" role="textbox" tabindex="0" aria-label="Own" style="min-height: 2em"></div>
    <label>City <select id="city"><option>Nowhere</option><option>Zanzibar Town</option></select></label>
    <label>Secret <input id="password" type="password"></label>
    <div id="echoes"></div>`),
  );
  await page.goto(site.origin);
  await recorded(page);
  await page.evaluate(() => {
    const own = document.querySelector("#own") as HTMLElement;
    own.onkeydown = (event) => {
      if (event.key.length === 1) own.textContent += event.key;
    };
  });
  const typed: [string, string][] = [
    ["#plain", "Mulberry lane"],
    ["#area", "Quince marmalade\nfor Tarquin and the other guests of the hotel by the sea"],
    ["#empty", "Velvet rope"],
    ["#only", "Cobalt kettle"],
    ["#inherited", "Amber compass"],
    ["#own", "Ivory lantern"],
    ["#password", "Crimson9Door"],
  ];
  for (const [field, text] of typed) {
    await page.locator(field).click();
    await page.keyboard.type(text);
  }
  await page.locator("#city").selectOption("Zanzibar Town");
  const echoes = [
    "Delete “Mulberry lane”",
    "Open MULBERRY LANE now",
    "Remove Mulberry",
    "Mulb… is new",
    "Quince marmalade",
    "hotel by the sea",
    "Velvet rope",
    "Cobalt kettle",
    "Amber compass",
    "Ivory lantern",
    "Zanzibar Town",
    "/notes/mulberry-lane",
  ];
  await page.evaluate((names) => {
    document.title = "Mulberry lane – Shop";
    for (const name of names) {
      const button = document.createElement("button");
      button.textContent = name;
      document.querySelector("#echoes")?.append(button);
      button.onclick = () => {
        console.error(`Cannot save ${name}: ${encodeURIComponent(name)}`);
        history.pushState(null, "", `/notes/${encodeURIComponent(name)}`);
      };
    }
  }, echoes);
  for (const button of await page.locator("#echoes button").all()) await button.click();
  const content = await sent(page);
  const text = JSON.stringify(content);
  for (const word of [
    "mulb",
    "lane",
    "quince",
    "marmalade",
    "hotel by",
    "velvet",
    "rope",
    "cobalt",
    "kettle",
    "amber",
    "compass",
    "ivory",
    "lantern",
    "zanzibar",
    "crimson",
  ]) {
    const rest = text.replace(content.screen.route, "").toLowerCase();
    expect(rest.match(new RegExp(`.{0,80}${word}.{0,40}`))?.[0], word).toBeUndefined();
  }
  expect(text).toContain("Delete “[typed]”");
  expect(content.steps.some(({ sentence }) => /Note/.test(sentence))).toBe(true);
  watched.clean("Cannot save");
});

test("steps say what was done and nothing more", async ({ page, bare, watched }) => {
  const site = await bare(
    shell(`
    <label>Note <textarea id="note">Seventy-four characters stood here before anybody typed anything at all.</textarea></label>
    <label>Name <input id="name"></label>
    <label>Quantity <input id="quantity" type="number"></label>
    <fieldset><legend>System</legend><label><input type="radio" name="os" id="mac"> macOS</label></fieldset>
    <input type="checkbox" id="nameless">
    <button><span>New</span><span>7</span></button>
    <form onsubmit="return false"><label>Search <input id="search"></label></form>
    <h2 id="deep">Deep</h2>`),
  );
  await page.goto(site.origin);
  await recorded(page);
  await page.locator("#note").click();
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  await page.keyboard.press("Control+A");
  await page.locator("#name").click();
  await page.keyboard.type("Ada😀");
  await page.locator("#quantity").click();
  await page.locator("#mac").click();
  await page.locator("#nameless").click();
  await page.getByRole("button", { name: /New/ }).click();
  await page.locator("#search").click();
  await page.keyboard.type("tea");
  await page.keyboard.press("Enter");
  await page.evaluate(() => {
    for (const part of ["deep", "deeper", "deepest"]) history.replaceState(null, "", `#${part}`);
  });
  await page.locator("#search").blur();
  expect(await shownSteps(page)).toEqual([
    "Changed the text of “Note”",
    "Typed 4 characters into “Name”",
    "Clicked the “Quantity” field",
    "Chose “macOS”",
    "Ticked an unnamed checkbox",
    "Clicked the “New 7” button",
    "Typed 3 characters into “Search”",
    "Pressed Enter",
    "Submitted the form",
  ]);
  watched.clean();
});

test("what the page gets wrong while it loads is in the report, and what the host gives up itself is not", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(
    shell(
      "<h1>Shop</h1>",
      `<script>window.yousaid=function(){(yousaid.q=yousaid.q||[]).push(arguments)};
      yousaid("on","ready",function(){setTimeout(function(){throw new Error("cart is undefined")});
      Promise.reject(new Error("no price"))})</script>`,
    ),
  );
  await page.goto(site.origin);
  await recorded(page);
  await page.evaluate(async () => {
    const done = new XMLHttpRequest();
    done.open("GET", "/page");
    const ended = new Promise((over) => {
      done.onload = () => {
        done.abort();
        over(undefined);
      };
    });
    done.send();
    await ended;
    const stop = new AbortController();
    const gone = fetch("/other", { signal: stop.signal }).catch(() => {});
    stop.abort("The visitor moved on");
    await gone;
    const failing = new XMLHttpRequest();
    failing.open("DELETE", "http://127.0.0.1:9/closed");
    await new Promise((over) => {
      failing.onloadend = over;
      failing.send();
    });
  });
  const sentences = await shownSteps(page);
  expect(sentences).toContain("The page had an error: Error: cart is undefined");
  expect(sentences).toContain("Something failed in the background: Error: no price");
  expect(sentences.filter((one) => /request/.test(one))).toEqual([
    "A request got no response: DELETE http://127.0.0.1:9/closed",
  ]);
  watched.clean("cart is undefined", "no price", "127.0.0.1:9");
});

test("selectors by role find in Playwright what was clicked, also when it is gone by now", async ({
  page,
  bare,
  watched,
}) => {
  // Many clicks, each of which waits until its element stands still.
  test.slow();
  const site = await bare(
    shell(`
    <button><span>New</span><span>7</span></button>
    <button aria-label="Close dialog">×</button>
    <span id="by">Save all</span><button aria-labelledby="by">x</button>
    <button>Edit <b>order</b></button>
    <a href="#x"><img alt="Home" src="data:,"> page</a>
    <label>Quantity <input type="number"></label>
    <label for="mail">E-mail</label><input id="mail" type="email">
    <label><input type="checkbox"> I agree</label>
    <label>Land <select><option>A</option></select></label>
    <details><summary>More</summary>text</details>
    <div role="tab" tabindex="0">First tab</div>
    <button>Same</button><button>Same</button>
    <button data-testid="with-id">Tested</button>
    <button style="text-transform: uppercase">Shout</button>
    <div id="list"><button onclick="this.remove()">Remove me</button><button>Other</button></div>`),
  );
  await page.goto(site.origin);
  await recorded(page);
  const clickable = page.locator("main button, main a, main input, main summary, main [role=tab]");
  for (const one of await clickable.elementHandles()) await one.click();
  // Selectors are made when the page is idle.
  await page.evaluate(() => new Promise((idle) => requestIdleCallback(idle, { timeout: 1000 })));
  const { steps } = await sent(page);
  const marked = steps.filter(({ target }) => target?.selectors);
  expect(marked.length).toBeGreaterThan(14);
  let seen = 0;
  for (const { target, sentence } of marked) {
    for (const selector of target?.selectors ?? []) {
      const [, engine = "", rest = ""] = /^(\w+)=(.*)$/s.exec(selector) ?? [];
      if (engine !== "role" && engine !== "css") continue;
      const gone = /Remove me/.test(sentence);
      const count =
        engine === "role"
          ? await page.locator(selector).count()
          : await page.evaluate((css) => document.querySelectorAll(css).length, rest);
      if (!gone) expect(count, `${sentence}: ${selector}`).toBe(1);
      if (engine === "role") seen++;
    }
  }
  expect(seen).toBeGreaterThan(8);
  const names = marked.flatMap(({ target }) => target?.selectors ?? []);
  expect(names).toContain("testid=with-id");
  expect(names).toContain('role=spinbutton[name="Quantity"]');
  expect(names.filter((one) => one === 'role=button[name="Same"]')).toEqual([]);
  watched.clean();
});

test("a key that is typed makes no search of the page", async ({ page, bare, watched }) => {
  const fields = Array.from({ length: 420 }, (_, i) => `<label>Field ${i} <input id="f${i}"></label>`).join(
    "",
  );
  // There is text already: the first letter in an empty element is a new node, after which the page is looked at once.
  const site = await bare(shell(`${fields}<div id="rich" contenteditable>Text</div>`));
  await page.goto(site.origin);
  await recorded(page);
  await page.evaluate(() => {
    const counts = { all: 0, one: 0 };
    Object.assign(window, { counts });
    for (const owner of [Document.prototype, Element.prototype, DocumentFragment.prototype]) {
      const { querySelectorAll, querySelector } = owner;
      owner.querySelectorAll = function (this: Element, css: string) {
        counts.all++;
        return querySelectorAll.call(this as never, css);
      } as never;
      owner.querySelector = function (this: Element, css: string) {
        counts.one++;
        return querySelector.call(this as never, css);
      } as never;
    }
  });
  const searches = () => page.evaluate(() => ({ ...(window as unknown as { counts: Counts }).counts }));
  for (const field of ["#f200", "#rich"]) {
    const start = await searches();
    await page.locator(field).click();
    await page.keyboard.type("a");
    // The selectors of the one step are made when the page is idle.
    await expect.poll(async () => (await searches()).all).toBeGreaterThan(start.all);
    const before = await searches();
    await page.keyboard.type("bcdefghijklmnopqrstuvwxyz");
    expect(await searches()).toEqual(before);
  }
  const { steps } = await sent(page);
  expect(steps.find(({ target }) => target?.name === "Field 200")?.value?.length).toBe(26);
  watched.clean();
});
