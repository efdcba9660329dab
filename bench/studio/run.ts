// Measures how long the studio takes from a change to new answers, and to pages of many texts. See README.md.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createHashingEncoder } from "../../src/index.ts";
import type { ChangedClass, ProjectState } from "../../src/studio/contract.ts";
import { startStudio } from "../../src/studio/start-studio.ts";
import { StudioClient } from "../../tests/studio/client.ts";

/** Number of measured changes. */
const rounds = 7;

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const results = {
  machine: cpus()[0].model,
  cores: cpus().length,
  node: process.version,
  ...(only === "large" ? {} : await keystroke()),
  ...(only === "keystroke" ? {} : await large()),
};
if (only === undefined) await writeFile(join(import.meta.dirname, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
console.log(results);

/** Time and processor time from a changed description to new answers: 5 classes, 1,000 texts, the bundled encoder. */
async function keystroke() {
  const { running, client, end } = await open();
  await client.post("/projects", { name: "Live", from: "example" });
  const texts = Array.from(
    { length: 1000 },
    (_, i) => `Mail ${i}: ${words(i)} parcel ${words(i * 7)} money ${words(i * 13)}.`,
  );
  await client.upload("/projects/live/imports?format=lines", texts.join("\n"));
  await client.get("/projects/live/texts?limit=100");
  await client.settled("live");
  const [inView, all, processor]: number[][] = [[], [], []];
  const { body } = await client.get<{ classes: { id: number; version: number; description: string }[] }>(
    "/projects/live/classes",
  );
  let { id, version, description } = body.classes[0];
  for (let round = 0; round < rounds; round++) {
    description += ` And number ${round}.`;
    const before = process.cpuUsage();
    ({ version } = (
      await client.patch<ChangedClass>(`/projects/live/classes/${id}`, { version, description })
    ).body.class);
    const { answers } = await client.settled("live");
    const { user, system } = process.cpuUsage(before);
    inView.push(answers.inViewMs!);
    all.push(answers.allMs!);
    processor.push((user + system) / 1000);
  }
  await end();
  void running;
  return { keystroke: { inViewMs: inView, allMs: all, processorMs: processor } };
}

/** Times of requests at 100,000 texts and 3,000 classes. Vectors come from the hashing encoder, which takes no time. */
async function large() {
  const { client, end } = await open(createHashingEncoder());
  await client.post("/projects", { name: "Large" });
  const classes = Object.fromEntries(
    Array.from({ length: 3000 }, (_, i) => [`class ${i}`, `About ${words(i)} and ${words(i * 31)}.`]),
  );
  const texts = Array.from(
    { length: 100_000 },
    (_, i) => `Text ${i} about ${words(i)} and ${words(i * 17)} and then ${words(i * 29)}.`,
  );
  const time = async (work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    return Math.round(performance.now() - started);
  };
  const memory = () => Math.round(process.memoryUsage().rss / 1024 ** 2);
  const importMs = await time(() => client.upload("/projects/large/imports?format=lines", texts.join("\n")));
  console.error("imported", importMs, memory());
  await client.get("/projects/large/texts?limit=100");
  const watch = setInterval(async () => {
    const { body } = await client.get<ProjectState>("/projects/large");
    console.error(JSON.stringify(body.answers), memory(), Math.round(process.cpuUsage().user / 1e6));
  }, 10_000);
  const answersMs = await time(async () => {
    await client.post("/projects/large/classes/import", { source: JSON.stringify(classes) });
    await client.settled("large");
  });
  clearInterval(watch);
  const page = (query: string) => time(() => client.get(`/projects/large/texts?limit=100&${query}`));
  const pagesMs = {
    first: await page(""),
    last: await page("offset=99900"),
    unsure: await page("filter=unsure&sort=probability"),
    byMargin: await page("sort=margin&offset=50000"),
    byPrediction: await page("sort=prediction&descending=true"),
    search: await page("search=99999"),
    ofClass: await page("class=77&sort=probability"),
    state: await time(() => client.get<ProjectState>("/projects/large")),
    classes: await time(() => client.get("/projects/large/classes")),
    correction: await time(() => client.post("/projects/large/corrections", { ids: [5], label: "class 3" })),
  };
  await end();
  return { large: { importMs, answersMs, pagesMs, memoryMiB: memory() } };
}

async function open(encoder?: ReturnType<typeof createHashingEncoder>) {
  const folder = await mkdtemp(join(tmpdir(), "studio-bench-"));
  const running = await startStudio({ folder, encoder, log: () => {} });
  const client = await StudioClient.open(running);
  return {
    ...{ running, client },
    async end() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns some words, different ones for different numbers. */
function words(seed: number): string {
  const list = [
    "late",
    "broken",
    "wrong",
    "size",
    "lamp",
    "shoes",
    "refund",
    "login",
    "courier",
    "paint",
    "battery",
    "glass",
  ];
  return [seed % 12, (seed >> 3) % 12, (seed >> 6) % 12].map((i) => list[i]).join(" ") + (seed % 997);
}
