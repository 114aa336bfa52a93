// Runs axe on a whole page, shadow roots included, in one theme.
// No exceptions: no rule is turned off and no element is left out.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** Fails on every violation of WCAG 2.2 A and AA and of axe's best practices, in light and in dark. */
export async function accessible(page: Page, state: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // The page hears of another theme in the frame that draws it: until then its ground is dark and our text not yet light.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    const { violations } = await new AxeBuilder({ page })
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
      .analyze();
    const complaints = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
    );
    // Soft, so that one run tells of every state.
    expect.soft(complaints, `${state}, ${colorScheme}`).toEqual([]);
  }
}
