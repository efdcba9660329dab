import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { exampleProject } from "../../tests/web/studio/example-project.ts";
import { startFakeStudio } from "../../tests/web/studio/fake-studio.ts";
import { type Figures, measureVisit } from "./visit.ts";

const repeats = 5;

const executablePath = process.env.PILESORT_CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) throw new Error("Give the path of Chromium in PILESORT_CHROMIUM.");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
const studio = await startFakeStudio();
const project = exampleProject("large", 100_000);
for (let i = 5; i < 3_000; i++) project.addClass(`Topic ${i}`);
studio.projects.set("large", project);
const visits: Figures[] = [];
for (let i = 0; i < repeats; i++) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  visits.push(await measureVisit(page, `${studio.address}#/project/large/sort`));
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
