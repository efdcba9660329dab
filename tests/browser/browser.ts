import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { describe } from "vitest";

const places = [
  process.env.PILESORT_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const executablePath = places.find((place) => place !== undefined && existsSync(place));

if (executablePath === undefined && process.env.PILESORT_BROWSER_TESTS === "required")
  throw new Error("No Chromium was found. Install it, or give its path in PILESORT_CHROMIUM.");

/** Groups tests that need a browser. They are skipped if there is none, except in the project's own check. */
export const describeInBrowser = executablePath === undefined ? describe.skip : describe;

/** Starts Chromium without a window and without requests of its own. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Lists serious and critical accessibility faults of a page, each as "rule: element". */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // Not as a script element, which the security policy of a page may forbid.
  await page.evaluate(readFileSync(axe, "utf8"));
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run;
    const { violations } = await run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  });
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}
