// Times the page on a real studio with 100,000 texts and 3,000 classes, flat or a tree. See README.md.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createHashingEncoder } from "../../src/index.ts";
import { startStudio } from "../../src/studio/start-studio.ts";
import { startBrowser } from "../../tests/browser/browser.ts";
import { StudioClient } from "../../tests/studio/client.ts";
import { measureVisit } from "./visit.ts";

const isTree = process.argv.includes("--tree");
const textCount = Number(process.env.TEXTS ?? 100_000);
const rounds = 3;
const rows = ".text-row:not(.text-head)";

/** 3,000 classes: in a tree 10 at the top, with 15 each, with 20 each. */
const paths = Array.from({ length: 3_000 }, (_, i) => {
  const [top, middle] = [Math.floor(i / 300), Math.floor(i / 20) % 15];
  return isTree ? `Area ${top} > Group ${middle} > Topic ${i}` : `Topic ${i}`;
});
const folder = await mkdtemp(join(tmpdir(), "studio-page-"));
const studio = await startStudio({ folder, encoder: createHashingEncoder(), log: () => {} });
const client = await StudioClient.open(studio);
const browser = await startBrowser();
try {
  await client.post("/projects", { name: "Large" });
  await client.post("/projects/large/classes/import", {
    source: JSON.stringify(
      Object.fromEntries(paths.map((path, i) => [path, `about word${i} and thing${i}`])),
    ),
  });
  const texts = Array.from(
    { length: textCount },
    (_, i) => `Text ${i} about word${i % 3_000} and thing${(i * 7) % 3_000}`,
  );
  await client.upload("/projects/large/imports?format=lines", texts.join("\n"));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(600_000);
  const started = performance.now();
  await page.goto(studio.link());
  const address = `${studio.url}/#/project/large/sort`;
  await page.goto(address);
  await page.locator(`${rows} .class-label`).first().waitFor();
  show("first answers after the import", [performance.now() - started]);
  if (process.argv.includes("--settle")) {
    await settled();
    show("all answers", [performance.now() - started]);
  }
  const visits = [];
  for (let i = 0; i < rounds; i++) visits.push(await visitAgain(address));
  for (const name of Object.keys(visits[0]) as (keyof (typeof visits)[number])[])
    show(
      name,
      visits.map((each) => each[name]),
    );
  const filtered: Record<string, number[]> = {};
  for (let i = 0; i < rounds; i++)
    for (const [name, taken] of Object.entries(await filters(page)))
      filtered[name] = [...(filtered[name] ?? []), taken];
  for (const [name, taken] of Object.entries(filtered)) show(name, taken);
  const typed: number[] = [];
  for (let i = 0; i < rounds; i++) typed.push(await typeDescription(page, i));
  show("typing to new answers of the texts in view", typed);
} finally {
  await browser.close();
  await studio.stop();
  await rm(folder, { recursive: true, force: true });
}

async function visitAgain(address: string) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.goto(studio.link());
  await page.goto("about:blank");
  const visit = await measureVisit(page, address);
  await context.close();
  return visit;
}

/** Milliseconds from a choice in the toolbar until the rows have changed. */
async function filters(page: Page): Promise<Record<string, number>> {
  const taken: Record<string, number> = {};
  const step = async (name: string, work: () => Promise<unknown>) => {
    const answered = page.waitForResponse((response) => response.url().includes("/texts?"));
    const started = performance.now();
    await work();
    await answered;
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    taken[name] = performance.now() - started;
  };
  const classFilter = page.getByLabel("Answered with the class");
  const order = page.getByLabel("Order");
  await step("filter by a class", () => classFilter.selectOption({ index: 2 }));
  await step("all classes", () => classFilter.selectOption({ index: 0 }));
  await step("sort by probability", () => order.selectOption({ label: "Least certain first" }));
  await step("sort as imported", () => order.selectOption({ label: "As imported" }));
  await step("search (with the pause in typing)", () => page.locator("#text-search").fill("word1234"));
  await step("end of the search", () => page.locator("#text-search").fill(""));
  return taken;
}

/** Milliseconds from the last key press in a description until the answers of the texts in view are new. */
async function typeDescription(page: Page, round: number): Promise<number> {
  if (round === 0) {
    await page.getByLabel("Search classes").fill("Topic 7");
    await page.locator(".class-card").first().click();
  }
  const field = page.locator(".class-card textarea");
  await field.press("End");
  const seen = page.evaluate(answersInView, "/api/projects/large/events");
  await field.pressSequentially(` and round${round}`);
  const pressed = Date.now();
  return (await seen) - pressed;
}

/** Waits in the page for the event that the texts in view have new answers. @returns the time of the event */
const answersInView = (address: string) =>
  new Promise<number>((resolve) => {
    const source = new EventSource(address);
    source.addEventListener("answers", (event) => {
      if (!("fresh" in JSON.parse((event as Event & { data: string }).data))) return;
      source.close();
      resolve(Date.now());
    });
  });

/** Waits until all texts have answers of the present state. */
async function settled(): Promise<void> {
  for (;;) {
    const { body } = await client.get<{ revision: number; answers: { revision: number; phase: string } }>(
      "/projects/large",
    );
    if (body.answers.phase === "current" && body.answers.revision === body.revision) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function show(name: string, taken: readonly number[]): void {
  const sorted = [...taken].sort((one, other) => one - other);
  console.log(
    `${name}: ${sorted[sorted.length >> 1].toFixed(0)} ms (${sorted.map((each) => each.toFixed(0)).join(", ")})`,
  );
}
