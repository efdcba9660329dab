import type { Page } from "playwright-core";

const rows = ".text-row:not(.text-head)";

/** Milliseconds that Chromium reports of one visit, see README.md. */
export interface Figures {
  readonly firstPaint: number;
  readonly firstRows: number;
  readonly slowestKey: number;
  readonly slowestFrame: number;
  readonly longTasks: number;
}

/** Visits an address of the studio and measures it. */
export async function measureVisit(page: Page, address: string): Promise<Figures> {
  await page.addInitScript(`
    window.seen = { keys: [], tasks: [], frames: [] };
    new PerformanceObserver((list) => seen.keys.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: "event", durationThreshold: 16 });
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: "longtask" });
  `);
  await page.goto(address);
  await page.locator(rows).first().waitFor();
  const firstRows = (await page.evaluate("performance.now()")) as number;
  await page.locator(".text-table").focus();
  await page.evaluate("seen.tasks.length = 0");
  for (let i = 0; i < 30; i++) await page.keyboard.press("ArrowDown");
  const slowestFrame = (await page.evaluate(`new Promise((resolve) => {
    const table = document.querySelector(".text-table");
    let [left, last, slowest] = [120, performance.now(), 0];
    const step = (now) => {
      slowest = Math.max(slowest, now - last);
      last = now;
      table.scrollTop += 3_000;
      if (left-- > 0) requestAnimationFrame(step);
      else resolve(slowest);
    };
    requestAnimationFrame(step);
  })`)) as number;
  return (await page.evaluate(`({
    firstPaint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    firstRows: ${firstRows},
    slowestKey: Math.max(0, ...seen.keys),
    slowestFrame: ${slowestFrame},
    longTasks: seen.tasks.reduce((sum, each) => sum + each, 0),
  })`)) as Figures;
}
