// What users do, by the texts that they see: a visitor in the widget, a product manager in the dashboard.
// No selectors that a person could not name: only roles, labels and texts.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Team } from "./team.ts";

/** Waits until the recorder runs: it is loaded when the page is idle. */
export async function recorded(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
}

/** The panel; its name is the project's, so it is found by the element that holds it. */
export function panel(page: Page): Locator {
  return page.locator("yousaid-panel").getByRole("dialog");
}

/** Opens the panel by its launcher, at a tab; whether or not the launcher says that there is news. */
export async function open(page: Page, tab: "Requests" | "Report" | "Suggest" | "Yours"): Promise<Locator> {
  const dialog = panel(page);
  if (!(await dialog.isVisible()))
    await page.getByRole("button", { name: /^Feedback(, \d+ news)?$/ }).click();
  await dialog.getByRole("tab", { name: tab }).click();
  return dialog;
}

/** Closes the panel with Escape. */
export async function close(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(panel(page)).toBeHidden();
}

/** Answers "Was this helpful?" inside `where`, with a reason when one is given. */
export async function answer(where: Locator, helpful: boolean, reason?: string): Promise<void> {
  await where.getByRole("button", { name: helpful ? "Yes" : "No", exact: true }).click();
  await expect(where.getByText("Thank you for your answer.")).toBeVisible();
  if (!reason) return;
  const chip = where.getByRole("button", { name: reason, exact: true });
  await chip.click();
  await expect(chip).toHaveAttribute("aria-pressed", "true");
}

/** Sends a report from the panel; returns the sentences of the steps that were shown. */
export async function report(page: Page, title: string): Promise<void> {
  const dialog = await open(page, "Report");
  await dialog.getByLabel("What went wrong?").fill(title);
  await dialog.getByRole("button", { name: "Send report" }).click();
  await expect(dialog.getByText(/^Thank you\. We’ve received report \d+\.$/)).toBeVisible();
}

/** Suggests a request from the panel. */
export async function suggest(page: Page, title: string, body: string): Promise<void> {
  const dialog = await open(page, "Suggest");
  await dialog.getByLabel("In a few words").fill(title);
  await dialog.getByLabel("Why it matters").fill(body);
  await dialog.getByRole("button", { name: "Send suggestion" }).click();
  await expect(
    dialog.getByText(/^Thank you\. We’ve added it as number \d+, with your vote\.$/),
  ).toBeVisible();
}

/** Votes for a request of this screen from the panel. */
export async function vote(page: Page, title: string): Promise<void> {
  const dialog = await open(page, "Requests");
  await dialog.getByRole("button", { name: `Vote for “${title}”` }).click();
  await expect(dialog.getByRole("button", { name: `Remove your vote for “${title}”` })).toBeVisible();
}

/** Opens the dashboard as a member who has logged in before. A server limits how often one logs in, and tests do it often. */
export async function login(page: Page, origin: string, team: Team): Promise<void> {
  await page.context().addCookies([{ ...team.cookie, url: origin }]);
  await page.goto(`${origin}/app/`);
  await expect(page).toHaveURL(/\/app\/(p\/|new$)/);
}

/** Logs a member in on the page for it, where a test is about that page or about a session of its own. */
export async function typeIn(page: Page, origin: string, team: Team): Promise<void> {
  await page.goto(`${origin}/app/`);
  await page.getByLabel("E-mail").fill(team.email);
  await page.getByLabel("Password").fill(team.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page).not.toHaveURL(/\/app\/login/);
}
