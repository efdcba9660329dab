import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { startBrowser } from "../../browser/browser.ts";

/** Whether the code of the page is in dist/. */
export const isReportBuilt = existsSync(new URL("../../../dist/web/report", import.meta.url));

interface OpenReport {
  readonly page: Page;
  /** Messages of the console, errors and requests. */
  readonly problems: string[];
}

/** Starts a browser before the tests of a suite, and ends it after them. */
export function reportPages() {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-report-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    /** Opens a report from the disk. */
    async open(html: string, { width = 1280, isDark = false, isTested = false } = {}): Promise<OpenReport> {
      const file = join(folder, "report.html");
      writeFileSync(file, html);
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: isDark ? "dark" : "light",
        // The accessibility check adds a script of its own, which the policy of the page forbids.
        bypassCSP: isTested,
      });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => problems.push(String(error)));
      page.on("request", (request) => problems.push(request.url()));
      const address = pathToFileURL(file).href;
      await page.goto(address);
      await page.waitForSelector("#about");
      expect(problems.shift()).toBe(address);
      return { page, problems };
    },
  };
}
