// Modal dialogs of real libraries: while one is open, the launcher can be clicked, and the panel can be typed into and stays open.
// Each library is used as its documentation shows.
import type { Locator } from "@playwright/test";
import { close, open, panel, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { modals } from "./hosts/situations.js";
import { plain } from "./pages.ts";

for (const name of modals) {
  test(`while a ${name} modal is open the panel opens, takes words and clicks, and leaves the modal as it is`, async ({
    page,
    host,
    watched,
  }) => {
    const site = await host("modals");
    await page.goto(`${site.origin}/${name}`);
    await recorded(page);
    await page.getByRole("button", { name: "Edit profile" }).click();
    const field = page.getByRole("dialog", { name: "Edit profile" }).getByLabel("Name");
    await field.fill("Ada");
    await page.getByRole("button", { name: "Feedback", exact: true }).click();
    const dialog = panel(page);
    await dialog.getByRole("tab", { name: "Suggest" }).click();
    await dialog.getByLabel("In a few words").click();
    await page.keyboard.type("Typed here");
    await page.keyboard.press("Tab");
    await page.keyboard.type("And here");
    await expect(dialog.getByLabel("In a few words")).toHaveValue("Typed here");
    await expect(dialog.getByLabel("Why it matters")).toHaveValue("And here");
    await dialog.getByLabel("Problem").check();
    await expect(dialog.getByLabel("Problem")).toBeChecked();
    await expect(field).toHaveValue("Ada");
    await page.screenshot({ path: `../artefacts/pictures/trap-${name}.png` });
    await dialog.getByLabel("In a few words").press("Enter");
    await expect(dialog.getByText(/^Thank you\. We’ve added it as number \d+/)).toBeVisible();
    await close(page);
    await expect(field).toBeVisible();
    await field.click();
    await page.keyboard.press("End");
    await page.keyboard.type(" L");
    await expect(field).toHaveValue("Ada L");
    await page.getByRole("button", { name: "Close dialog" }).click();
    await expect(field).toBeHidden();
    await page.getByRole("button", { name: "Feedback", exact: true }).click();
    await expect(dialog).toBeVisible();
    watched.clean();
  });
}

test("a trap that sets in while the panel is open does not take what is typed there", async ({
  page,
  host,
  watched,
}) => {
  const site = await host("modals");
  await page.goto(`${site.origin}/radix`);
  await recorded(page);
  const dialog = await open(page, "Suggest");
  await page.getByRole("button", { name: "Edit profile" }).click();
  const field = page.getByRole("dialog", { name: "Edit profile" }).getByLabel("Name");
  await field.fill("Ada");
  await dialog.getByLabel("In a few words").click();
  await page.keyboard.type("Typed here");
  await expect(dialog.getByLabel("In a few words")).toHaveValue("Typed here");
  await expect(field).toHaveValue("Ada");
  watched.clean();
});

test("whoever clicks in the panel and at once in the page is in the page, and can use it", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(
    plain(`<main><button onclick="this.textContent = 'Used'">Use</button><input></main>`),
  );
  await page.goto(site.origin);
  const dialog = await open(page, "Requests");
  const middle = async (one: Locator) => {
    const box = await one.boundingBox();
    return [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2] as const;
  };
  const [tab, button, field] = [
    await middle(dialog.getByRole("tab", { name: "Requests" })),
    await middle(page.getByRole("button", { name: "Use" })),
    await middle(page.locator("main input")),
  ];
  await page.mouse.click(...tab);
  await page.mouse.click(...button);
  await expect(page.getByRole("button", { name: "Used" })).toBeVisible();
  await page.mouse.click(...tab);
  await page.mouse.click(...field);
  await page.keyboard.type("Typed here");
  await expect(page.locator("main input")).toHaveValue("Typed here");
  watched.clean();
});

test("a trap that takes the focus back in the next frame does not take what is typed in the panel", async ({
  page,
  bare,
  watched,
}) => {
  const trap = `<form role="dialog" aria-label="Late"><input aria-label="Name"></form><script>
    const form = document.querySelector("form"), input = form.firstChild;
    form.addEventListener("focusout", () => requestAnimationFrame(() => {
      if (!form.contains(document.activeElement)) input.focus();
    }));
    input.focus();</script>`;
  const site = await bare(plain(trap));
  await page.goto(site.origin);
  const dialog = await open(page, "Suggest");
  await dialog.getByLabel("In a few words").click();
  await page.keyboard.type("Typed here");
  await expect(dialog.getByLabel("In a few words")).toHaveValue("Typed here");
  await expect(page.getByLabel("Name")).toHaveValue("");
  watched.clean();
});

test("a host that listens on its document in the capture phase hears nothing of launcher and panel", async ({
  page,
  bare,
  watched,
}) => {
  const names = [
    "click",
    "pointerdown",
    "mousedown",
    "touchstart",
    "focusin",
    "keydown",
    "keypress",
    "keyup",
  ];
  const listeners = `<script>window.heard = [];for (const name of ${JSON.stringify(names)})
    document.addEventListener(name, (event) => heard.push(name + " " + event.target.localName), true)</script>`;
  const site = await bare(plain(listeners));
  await page.goto(site.origin);
  const dialog = await open(page, "Suggest");
  await dialog.getByLabel("In a few words").click();
  await page.keyboard.type("jk");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
  watched.clean();
});

test("the launcher follows modal dialogs of the host: into the topmost, also in a shadow root, and back", async ({
  page,
  bare,
  watched,
}) => {
  // The one that is opened last stands first in the document.
  const site = await bare(
    plain(`<dialog id="last"></dialog><dialog id="first"></dialog><x-dialog></x-dialog><script>
      const shadow = document.querySelector("x-dialog").attachShadow({ mode: "open" });
      shadow.append(document.createElement("dialog"));
      document.querySelector("x-dialog").toggle = (on) => {
        document.querySelector("x-dialog").toggleAttribute("open", on);
        on ? shadow.firstChild.showModal() : shadow.firstChild.close();
      };</script>`),
  );
  await page.goto(site.origin);
  await recorded(page);
  const usable = async () => {
    await page.getByRole("button", { name: "Feedback", exact: true }).click();
    await expect(panel(page)).toBeVisible();
    await close(page);
  };
  await page.evaluate("first.showModal()");
  await usable();
  await page.evaluate("last.showModal()");
  await usable();
  await page.evaluate("last.close()");
  await usable();
  await page.evaluate("first.remove()");
  await usable();
  await page.evaluate("document.querySelector('x-dialog').toggle(true)");
  await usable();
  await page.evaluate("document.querySelector('x-dialog').toggle(false)");
  await usable();
  watched.clean();
});

for (const style of [
  "transform: translateY(40px)",
  "filter: grayscale(1)",
  "will-change: transform",
  "contain: paint",
  "perspective: 100px",
  "backdrop-filter: blur(1px)",
  "container-type: inline-size",
  "opacity: 0.2",
  "overflow: hidden; height: 100px",
  "zoom: 0.5",
  "display: grid; grid-template-rows: 1fr",
]) {
  test(`the launcher stands in its corner and can be clicked when the body has ${style}`, async ({
    page,
    bare,
    watched,
  }) => {
    const site = await bare(
      plain(`<main style="height:4000px"><h1>Long</h1></main>`, "body", `style="${style}"`),
    );
    await page.goto(site.origin);
    await page.evaluate(() => scrollTo(0, 1500));
    const launcher = page.getByRole("button", { name: "Feedback", exact: true });
    const box = await launcher.boundingBox();
    expect(Math.round(1280 - (box?.x ?? 0) - (box?.width ?? 0))).toBe(16);
    expect(Math.round(720 - (box?.y ?? 0) - (box?.height ?? 0))).toBe(16);
    // Nothing stands over it, whatever index the host gives its own.
    await page.evaluate(() => {
      const cover = document.createElement("div");
      cover.style.cssText = "position:fixed;inset:0;z-index:2147483647;background:#fff";
      document.body.append(cover);
    });
    await launcher.click();
    await expect(panel(page)).toBeVisible();
    watched.clean();
  });
}
