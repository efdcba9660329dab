import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import { exampleProject } from "../../tests/web/studio/example-project.ts";
import { startFakeStudio } from "../../tests/web/studio/fake-studio.ts";

const rows = ".text-row:not(.text-head)";
const repeats = 5;

/** Milliseconds that Chromium reports of one visit, see README.md. */
interface Figures {
  readonly firstPaint: number;
  readonly firstRows: number;
  readonly slowestKey: number;
  readonly slowestFrame: number;
  readonly longTasks: number;
}

const executablePath = process.env.PILESORT_CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) throw new Error("Give the path of Chromium in PILESORT_CHROMIUM.");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const studio = await startFakeStudio();
const project = exampleProject("large", 100_000);
// With --tree: 10 classes at the top, 15 below each, about 19 below each of these.
const isTree = process.argv.includes("--tree");
for (let i = project.classes.length; i < 3_000; i++) project.addClass(`Topic ${i}`, "", classAbove(i));
studio.projects.set("large", project);
const visits: Figures[] = [];
for (let i = 0; i < repeats; i++) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  visits.push(await visit(page, `${studio.address}#/project/large/sort`));
  await page.close();
}
for (const name of Object.keys(visits[0]) as (keyof Figures)[]) {
  const values = visits.map((each) => each[name]).sort((one, other) => one - other);
  console.log(
    `${name}: ${values[repeats >> 1].toFixed(0)} ms (${values.map((value) => value.toFixed(0)).join(", ")})`,
  );
}
await browser.close();
await studio.close();

function classAbove(place: number) {
  if (!isTree || place < 10) return undefined;
  return project.classes[place < 160 ? place % 10 : 10 + (place % 150)];
}

async function visit(page: Page, address: string): Promise<Figures> {
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
