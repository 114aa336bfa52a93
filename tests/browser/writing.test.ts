// Visitors' texts in the widget: both directions, input methods, and very long words.
// Does not test the dashboard, which shows the same texts.
import type { CDPSession, Locator } from "@playwright/test";
import { answer, open, panel, recorded } from "./acts.ts";
import { expect, test } from "./fixtures.ts";
import { plain } from "./pages.ts";
import type { Project, Team } from "./team.ts";

const hebrew = "ייצוא הטבלה כקובץ CSV!";
const screen = `<main><h1>Page</h1><button type="button">שלח</button><div data-yousaid-helpful></div>
<div style="width:240px"><div data-yousaid-requests></div></div></main>`;

const wish = (team: Team, project: Project, title: string, body: string) =>
  team.client.request<{ id: string }>("POST", `/v1/projects/${project.id}/requests` as string, {
    body: { kind: "feature", title, body },
  });

const direction = (where: Locator) => where.evaluate((el) => getComputedStyle(el).direction);

test("Hebrew is written and shown from right to left on an English page", async ({
  page,
  bare,
  team,
  project,
  watched,
}) => {
  await wish(team, project, hebrew, `${hebrew}\n\nAnd English.`);
  await wish(team, project, "English title?", "English body.");
  const site = await bare(plain(screen));
  await page.goto(site.origin);
  await recorded(page);
  await page.getByRole("button", { name: "שלח" }).click();
  const dialog = await open(page, "Requests");
  await dialog.getByText("Everywhere", { exact: true }).click();
  const row = dialog.getByRole("button", { name: hebrew, exact: true });
  await row.click();
  await page.screenshot({ path: "../artefacts/pictures/direction-list.png" });
  expect(await direction(row)).toBe("rtl");
  expect(await direction(dialog.getByText("And English."))).toBe("rtl");
  expect(await direction(dialog.getByRole("button", { name: "English title?", exact: true }))).toBe("ltr");
  const search = dialog.getByRole("searchbox");
  await search.fill("אין כזה");
  expect(await direction(search)).toBe("rtl");
  await expect(dialog.getByText("No results for “\u2068אין כזה\u2069”.")).toBeVisible();
  await open(page, "Suggest");
  for (const label of ["In a few words", "Why it matters"]) {
    await dialog.getByLabel(label).fill(hebrew);
    expect(await direction(dialog.getByLabel(label))).toBe("rtl");
    await dialog.getByLabel(label).fill("English?");
    expect(await direction(dialog.getByLabel(label))).toBe("ltr");
  }
  await open(page, "Report");
  await dialog.getByLabel("What went wrong?").fill(hebrew);
  expect(await direction(dialog.getByLabel("What went wrong?"))).toBe("rtl");
  await dialog
    .getByRole("button", { name: /^Edit step/ })
    .last()
    .click();
  await dialog.getByLabel(/^Step \d+$/).fill(hebrew);
  expect(await direction(dialog.getByLabel(/^Step \d+$/))).toBe("rtl");
  await page.keyboard.press("Enter");
  expect(await direction(dialog.getByText(hebrew).last())).toBe("rtl");
  await page.screenshot({ path: "../artefacts/pictures/direction-report.png" });
  await dialog.getByRole("button", { name: "Send report" }).click();
  await open(page, "Yours");
  expect(await direction(dialog.getByText(hebrew))).toBe("rtl");
  await page.keyboard.press("Escape");
  await answer(page.getByRole("main"), false, "Hard to understand");
  const comment = page.getByRole("main").locator("[data-yousaid-helpful]").getByRole("textbox");
  await comment.fill(hebrew);
  expect(await direction(comment)).toBe("rtl");
  watched.clean();
});

/** Composes with an input method, as far as a browser lets a program do so. */
const compose = (method: CDPSession, text: string) =>
  method.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });

test("Enter and Escape of an input method end nothing but what it composes", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(plain(screen));
  await page.goto(site.origin);
  await recorded(page);
  await page.getByRole("button", { name: "שלח" }).click();
  const method = await page.context().newCDPSession(page);
  const dialog = await open(page, "Report");
  await dialog
    .getByRole("button", { name: /^Edit step/ })
    .last()
    .click();
  const step = dialog.getByLabel(/^Step \d+$/);
  await step.fill("");
  for (const key of ["Enter", "Escape"]) {
    await compose(method, "にほん");
    await page.keyboard.press(key);
    await expect(step).toBeFocused();
    // Safari has ended the composition when it tells of the key, and says so by the code alone.
    await step.dispatchEvent("keydown", {
      key,
      keyCode: 229,
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    await expect(step).toBeFocused();
  }
  for (const [tab, label] of [
    ["Report", "What went wrong?"],
    ["Suggest", "In a few words"],
  ] as const) {
    const field = (await open(page, tab)).getByLabel(label);
    await field.focus();
    for (const key of ["Enter", "Escape"]) {
      await compose(method, "にほん");
      await page.keyboard.press(key);
      await field.dispatchEvent("keydown", {
        key,
        keyCode: 229,
        bubbles: true,
        composed: true,
        cancelable: true,
      });
      await expect(field).toBeFocused();
    }
    await expect(dialog.getByText(/^Thank you/)).toHaveCount(0);
  }
  await page.keyboard.insertText("日本");
  await page.keyboard.press("Escape");
  await expect(panel(page)).toBeHidden();
  watched.clean();
});

for (const width of [1280, 390]) {
  test(`words without end stay inside the widget at a width of ${width}`, async ({
    page,
    bare,
    team,
    project,
    watched,
  }) => {
    const long = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(5).slice(0, 200);
    await wish(team, project, long, long.repeat(3));
    await page.setViewportSize({ width, height: 800 });
    const site = await bare(plain(screen.replace("שלח", long.slice(0, 80))));
    await page.goto(site.origin);
    await recorded(page);
    await page.getByRole("button", { name: long.slice(0, 40) }).click({ position: { x: 5, y: 5 } });
    const dialog = await open(page, "Requests");
    const fits = async (where: Locator) =>
      expect(
        await where.evaluate((root) =>
          [root, ...root.querySelectorAll("*")]
            .filter((el) => el.scrollWidth > el.clientWidth + 1 && getComputedStyle(el).display !== "inline")
            .filter((el) => !el.matches("input, textarea, h1, form, .unseen, svg, path"))
            .map((el) => `${el.localName}.${el.className}: ${el.scrollWidth} in ${el.clientWidth}`),
        ),
      ).toEqual([]);
    await dialog.getByText("Everywhere", { exact: true }).click();
    await dialog.getByRole("button", { name: long, exact: true }).click();
    await fits(dialog);
    await page.screenshot({ path: `../artefacts/pictures/long-list-${width}.png` });
    await dialog.getByRole("searchbox").fill(long);
    await dialog.getByRole("searchbox").fill(`x${long}`);
    await expect(dialog.getByText(/^No results/)).toBeVisible();
    await fits(dialog);
    await open(page, "Report");
    await dialog.getByLabel("What went wrong?").fill(long);
    await fits(dialog);
    await dialog.getByRole("button", { name: "Send report" }).click();
    await open(page, "Suggest");
    await dialog.getByLabel("In a few words").fill(long);
    await expect(dialog.getByText("Already requested? A vote counts just as much.")).toBeVisible();
    await fits(dialog);
    await page.screenshot({ path: `../artefacts/pictures/long-suggest-${width}.png` });
    await open(page, "Yours");
    await expect(dialog.getByText(long)).toBeVisible();
    await fits(dialog);
    watched.clean();
  });
}

test("what is pasted with controls and halves of characters arrives as a suggestion and as a comment", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(plain(screen));
  const paste = (where: Locator, text: string) =>
    where.evaluate((el: HTMLInputElement, text) => {
      el.value = JSON.parse(text);
      el.dispatchEvent(new Event("input", { bubbles: true }));
    }, text);
  const sent = (path: RegExp, method: string) =>
    page.waitForResponse((one) => path.test(one.url()) && one.request().method() === method);
  await page.goto(site.origin);
  const main = page.getByRole("main");
  await answer(main, false, "Hard to understand");
  await paste(main.getByLabel("Anything to add?"), String.raw`"Nul \u0000 and half \ud83d"`);
  const commented = sent(/\/answers$/, "PUT");
  await main.getByRole("button", { name: "Send comment" }).click();
  expect((await commented).status()).toBeLessThan(300);
  expect((await commented).request().postDataJSON().comment).toBe("Nul   and half \ufffd");
  const dialog = await open(page, "Suggest");
  await paste(dialog.getByLabel("In a few words"), String.raw`"Half \udc00 a title\u0000"`);
  await paste(dialog.getByLabel("Why it matters"), String.raw`"One\nTwo \u0000 \ud83d ${"😀".repeat(9)}"`);
  const suggested = sent(/\/requests$/, "POST");
  await dialog.getByRole("button", { name: "Send suggestion" }).click();
  expect((await suggested).status()).toBe(201);
  expect((await suggested).request().postDataJSON()).toMatchObject({
    title: "Half \ufffd a title",
    body: `One\nTwo   \ufffd ${"😀".repeat(9)}`,
  });
  watched.clean();
});
