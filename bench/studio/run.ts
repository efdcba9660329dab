// Measures how long the studio takes from a change to new answers, and to pages of many texts. See README.md.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createHashingEncoder } from "../../src/index.ts";
import { createRandom } from "../../src/math/random.ts";
import { act } from "../../src/store/change-log.ts";
import { newClasses } from "../../src/store/class-table.ts";
import { writeAnswers } from "../../src/store/text-table.ts";
import type { ChangedClass } from "../../src/studio/contract.ts";
import { startStudio } from "../../src/studio/start-studio.ts";
import { StudioClient } from "../../tests/studio/client.ts";

/** Number of measured changes. */
const rounds = 7;

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const results = {
  machine: cpus()[0].model,
  cores: cpus().length,
  node: process.version,
  ...((only ?? "keystroke") === "keystroke" && (await keystroke())),
  ...((only ?? "large") === "large" && { large: await large(() => null) }),
  ...((only ?? "tree") === "tree" && { tree: await large(parentInTree) }),
};
if (only === "answers") Object.assign(results, { answers: await answers() });
if (only === undefined)
  await writeFile(join(import.meta.dirname, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
console.log(results);

/** Time and processor time from a changed description to new answers: 5 classes, 1,000 texts, the bundled encoder. */
async function keystroke() {
  const { client, end } = await open();
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
  return { keystroke: { inViewMs: inView, allMs: all, processorMs: processor } };
}

/** Returns the class above a class in a tree of 3,000: 10 at the top, 15 below each, about 19 below each of these. */
function parentInTree(id: number): number | null {
  if (id <= 10) return null;
  return id <= 160 ? 1 + ((id - 11) % 10) : 11 + ((id - 161) % 150);
}

/** Time and processor time of requests at 100,000 texts and 3,000 classes. The stored answers are random. */
async function large(parentOf: (id: number) => number | null) {
  const { running, client, end } = await open(createHashingEncoder());
  await client.post("/projects", { name: "Large" });
  const { database } = await running.studio.project("large");
  const texts = Array.from(
    { length: 100_000 },
    (_, i) => `Text ${i} about ${words(i)} and ${words(i * 17)} and then ${words(i * 29)}.`,
  );
  const measure = async (work: () => Promise<unknown>) => {
    const [started, before] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(before);
    return { ms: Math.round(performance.now() - started), processorMs: Math.round((user + system) / 1000) };
  };
  const upload = () => client.upload("/projects/large/imports?format=lines", texts.join("\n"));
  const found: Record<string, Awaited<ReturnType<typeof measure>>> = { import: await measure(upload) };
  // Classes without descriptions: nothing is trained, so that only the requests are measured.
  await act(database, async () => {
    const fields = Array.from({ length: 3000 }, (_, i) => ({
      name: `class ${i}`,
      description: "",
      parent: parentOf(i + 1),
    }));
    return { what: "Added classes.", ...(await newClasses(database, [], fields)) };
  });
  const random = createRandom(1);
  const pathTo = (id: number | null): number[] => (id === null ? [] : [...pathTo(parentOf(id)), id]);
  const isTree = parentOf(3000) !== null;
  // In a tree the answers are classes at the bottom, with a probability per level.
  const labelsOf = () => [isTree ? 161 + random.nextInt(2840) : random.nextInt(3001)].filter((id) => id > 0);
  const answers = texts.map((_, i) => ({
    ...{
      id: i + 1,
      labels: labelsOf(),
      probability: random.nextInt(1000) / 1000,
      noneProbability: random.nextInt(1000) / 1000,
    },
    ...{ runnerUp: 1 + random.nextInt(3000), runnerUpProbability: random.nextInt(1000) / 1000 / 2 },
  }));
  const stored = answers.map((each) => {
    const scores = pathTo(each.labels[0] ?? null).map((id, level) => [id, 0.9 - level / 5] as const);
    return isTree ? { ...each, scores, topProbability: 0.9 } : each;
  });
  found.storeAnswers = await measure(() => writeAnswers(database, stored, 1));
  const queries = {
    first: "",
    last: "offset=99900",
    unsure: "filter=unsure&sort=probability",
    byMargin: "sort=margin&offset=50000",
    byPrediction: "sort=prediction&descending=true",
    search: "search=99999",
    ofClass: "class=77&sort=probability",
  };
  for (const [name, query] of Object.entries(queries))
    found[name] = await measure(() => client.get(`/projects/large/texts?limit=100&${query}`));
  found.state = await measure(() => client.get("/projects/large"));
  found.classes = await measure(() => client.get("/projects/large/classes"));
  const correction = { ids: [5], label: isTree ? "class 300" : "class 3" };
  found.correction = await measure(() => client.post("/projects/large/corrections", correction));
  await end();
  return found;
}

/**
 * Time and processor time until all texts have answers in a tree of 3,000 classes, and until they are new after a change of one
 * class. The encoder takes microseconds per text, so that training and answering are measured. `--texts` sets their number.
 */
async function answers() {
  const at = process.argv.indexOf("--texts");
  const count = at < 0 ? 100_000 : Number(process.argv[at + 1]);
  const { running, client, end } = await open(createHashingEncoder());
  await client.post("/projects", { name: "Tree" });
  const { database } = await running.studio.project("tree");
  await act(database, async () => {
    const fields = Array.from({ length: 3000 }, (_, i) => ({
      name: `class ${i}`,
      description: `${words(i)} ${words(i * 31)}`,
      parent: parentInTree(i + 1),
    }));
    return { what: "Added classes.", ...(await newClasses(database, [], fields)) };
  });
  const texts = Array.from({ length: count }, (_, i) => `Text ${i}: ${words(i * 7)} and ${words(i * 13)}.`);
  const settled = async (change: () => Promise<unknown>) => {
    const [started, before] = [performance.now(), process.cpuUsage()];
    await change();
    const { answers: state } = await client.settled("tree");
    const { user, system } = process.cpuUsage(before);
    const [seconds, processorSeconds] = [(performance.now() - started) / 1000, (user + system) / 1e6];
    return { seconds, processorSeconds, problem: state.problem, inViewMs: state.inViewMs };
  };
  const first = await settled(() => client.upload("/projects/tree/imports?format=lines", texts.join("\n")));
  await client.get("/projects/tree/texts?limit=100");
  const { body } = await client.get<{ classes: { id: number; version: number }[] }>("/projects/tree/classes");
  const { id, version } = body.classes.at(-1)!;
  const change = { version, description: "another description" };
  const changed = await settled(() => client.patch(`/projects/tree/classes/${id}`, change));
  await end();
  return { texts: count, first, changed };
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
