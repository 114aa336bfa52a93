// Accessibility of the widget: keyboard only, both themes, a small window, every state.
// The page around it is as plain as possible, so that no faults of a host or the demo are counted.
import { answer, close, open, panel, recorded, report, suggest } from "./acts.ts";
import { accessible } from "./axe.ts";
import { expect, test } from "./fixtures.ts";

// The ground is painted, because axe takes an unpainted one for white.
const plain = `<!doctype html><html lang="en"><head><title>Plain</title><meta name="viewport" content="width=device-width">
<style>:root { color-scheme: light dark; background: Canvas; color: CanvasText }</style></head><body><main><h1>Plain</h1><label>Name <input></label>
<button type="button">Save</button><div data-yousaid-helpful></div>
<div data-yousaid-requests data-yousaid-object="thing:7"></div></main>__TAG__</body></html>`;

for (const width of [1280, 390]) {
  test(`axe finds nothing in any state of the widget at a width of ${width}`, async ({
    page,
    bare,
    context,
    watched,
  }) => {
    test.setTimeout(180_000);
    await page.setViewportSize({ width, height: 800 });
    const site = await bare(plain);
    await page.goto(site.origin);
    await recorded(page);
    await page.getByLabel("Name").fill("abc");
    await page.getByRole("button", { name: "Save" }).click();
    await accessible(page, "closed");
    const dialog = await open(page, "Requests");
    await expect(dialog.getByText("No requests here yet.")).toBeVisible();
    await accessible(page, "empty list");
    await answer(dialog, false, "Hard to understand");
    await accessible(page, "answered");
    await open(page, "Report");
    await expect(dialog.getByText("Clicked the “Save” button")).toBeVisible();
    await accessible(page, "report");
    await page.screenshot({ path: `../artefacts/pictures/widget-report-${width}.png` });
    await dialog.getByRole("button", { name: "Send report" }).click();
    await expect(dialog.getByText("Please write a few words here.")).toBeVisible();
    await accessible(page, "report refused");
    await report(page, "Save does nothing");
    await accessible(page, "report sent");
    await open(page, "Suggest");
    await accessible(page, "suggest");
    await suggest(page, "Save by itself", "Each minute");
    await accessible(page, "suggested");
    await open(page, "Suggest");
    await dialog.getByRole("button", { name: "Suggest something else" }).click();
    await dialog.getByLabel("In a few words").fill("Save by itself please");
    await expect(dialog.getByText("Already requested? A vote counts just as much.")).toBeVisible();
    await accessible(page, "similar");
    await open(page, "Yours");
    await expect(dialog.getByText("You suggested")).toBeVisible();
    await accessible(page, "yours");
    await open(page, "Requests");
    await expect(dialog.getByText("Save by itself")).toBeVisible();
    await accessible(page, "list");
    await page.screenshot({ path: `../artefacts/pictures/widget-list-${width}.png` });
    await context.setOffline(true);
    await dialog
      .getByRole("button", { name: /“Save by itself”/ })
      .first()
      .click();
    await expect(dialog.getByText(/didn’t go through|Can’t reach the server/).first()).toBeVisible();
    await accessible(page, "vote failed");
    await context.setOffline(false);
    await close(page);
    await answer(page.getByRole("main"), true, "Easy to understand");
    await accessible(page, "inline answered");
    watched.clean("net::ERR_INTERNET_DISCONNECTED");
  });
}

test("a visitor with a keyboard alone answers, reports, suggests and votes, and gets the focus back", async ({
  page,
  bare,
  watched,
}) => {
  const site = await bare(plain);
  await page.goto(site.origin);
  await recorded(page);
  const to = async (name: string | RegExp, role: "button" | "tab" = "button") => {
    const target = page.getByRole(role, { name }).first();
    for (let i = 0; i < 60; i++) {
      if (await target.evaluate((el) => (el.getRootNode() as Document | ShadowRoot).activeElement === el))
        return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`sixty tabs did not lead to ${name}`);
  };
  await to("No");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main").getByText("Thank you for your answer.")).toBeVisible();
  await to(/^Feedback$/);
  await page.keyboard.press("Enter");
  const dialog = panel(page);
  await expect(dialog.getByRole("tab", { name: "Requests" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(dialog.getByRole("tab", { name: "Report" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(dialog.getByLabel("What went wrong?")).toBeFocused();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText(/^Thank you\. We’ve received report \d+\.$/)).toBeVisible();
  for (let i = 0; i < 10; i++) await page.keyboard.press("Shift+Tab");
  await to("Report", "tab");
  await page.keyboard.press("ArrowRight");
  await expect(dialog.getByRole("tab", { name: "Suggest" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(dialog.getByLabel("In a few words")).toBeFocused();
  await page.keyboard.type("Keys for all");
  await page.keyboard.press("Enter");
  await expect(
    dialog.getByText(/^Thank you\. We’ve added it as number \d+, with your vote\.$/),
  ).toBeVisible();
  for (let i = 0; i < 10; i++) await page.keyboard.press("Shift+Tab");
  await to("Suggest", "tab");
  await page.keyboard.press("Home");
  await to(/“Keys for all”/);
  await page.keyboard.press("Space");
  await expect(dialog.getByRole("button", { name: /^Vote for “Keys for all”/ })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Feedback", exact: true })).toBeFocused();
  watched.clean();
});

test("a German page gets German words", async ({ page, bare, watched }) => {
  const site = await bare(plain.replace('lang="en"', 'lang="de-AT"'));
  await page.goto(site.origin);
  let release = () => {};
  const opened = new Promise<void>((open) => {
    release = open;
  });
  await page.route("**/answers", async (route) => {
    await opened;
    await route.continue();
  });
  await page.getByRole("main").getByRole("button", { name: "Nein", exact: true }).click();
  await page.getByRole("button", { name: "Feedback", exact: true }).click();
  // What's new comes with the answer, also while the panel is open: a visitor exists.
  await expect(panel(page).getByRole("tab")).toHaveCount(4);
  release();
  await expect(panel(page).getByRole("tab")).toHaveCount(5);
  await expect(panel(page).getByRole("tab", { name: "Report" })).toHaveCount(0);
  watched.clean();
});
