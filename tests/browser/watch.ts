// Collects a browser's complaints: content security policy reports, console errors, uncaught errors.
// Does not filter: a test names what it provokes, and everything else must be empty.
import { type BrowserContext, expect } from "@playwright/test";

/** The complaints of one browser context so far. */
export type Watch = {
  faults: string[];
  /** Requests without an answer: no complaint, since a page that is left has some. */
  failed: string[];
  /** Fails on every complaint that contains none of the provoked texts. */
  clean: (...provoked: string[]) => void;
};

/** Starts watching a context; must come before its first page. */
export async function watch(context: BrowserContext): Promise<Watch> {
  const faults: string[] = [];
  const failed: string[] = [];
  await context.exposeBinding("yousaidTestReport", (_, text: string) => faults.push(text));
  await context.addInitScript(() => {
    addEventListener(
      "securitypolicyviolation",
      (event) => {
        const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
        const text = `policy: ${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber} ${sample}`;
        (window as unknown as { yousaidTestReport: (text: string) => void }).yousaidTestReport(text);
      },
      true,
    );
  });
  context.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()} at ${message.location().url}`);
  });
  context.on("weberror", (error) => faults.push(`uncaught: ${error.error().message}`));
  context.on("requestfailed", (request) => {
    failed.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
  });
  return {
    faults,
    failed,
    clean: (...provoked) => {
      expect(faults.filter((fault) => !provoked.some((text) => fault.includes(text)))).toEqual([]);
    },
  };
}
