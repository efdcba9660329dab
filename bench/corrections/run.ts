/**
 * What do corrections and suggested labels do to the other answers? See README.md.
 *
 *     npx tsx bench/corrections/run.ts [--new-classes] [--seeds 1,2] [set ...]
 *
 * --new-classes: measures only classes that corrections add.
 */
import { parseArgs } from "node:util";
import { Classifier, openEncoder, withCache } from "../../src/index.ts";
import { drawRows, sampleRows } from "../accuracy/draw-rows.ts";
import { type LabeledRow, readPublicSet } from "../accuracy/public-sets.ts";

const rowsPerClass = 8;
const corrections = 30;
const evaluated = 1000;

const { values, positionals: sets } = parseArgs({
  options: {
    "new-classes": { type: "boolean", default: false },
    seeds: { type: "string", default: "1,2,3" },
  },
  allowPositionals: true,
});
const seeds = values.seeds.split(",").map(Number);
const encoder = withCache(await openEncoder(), { folder: "bench/.cache", memoryBytes: 2 ** 29 });

async function trainOn(rows: readonly LabeledRow[], classes: readonly string[]): Promise<Classifier> {
  const classifier = new Classifier({ encoder });
  for (const name of classes) classifier.defineClass({ name });
  classifier.addExamples(
    rows.map((row) => ({ ...row, origin: "real" })),
    { acceptNewLabels: true },
  );
  await classifier.train({ tune: false });
  return classifier;
}

async function accuracy(classifier: Classifier, rows: readonly LabeledRow[]): Promise<number> {
  const found = await classifier.predict(rows.map(({ text }) => text));
  return (100 * found.filter((label, i) => label === rows[i].label).length) / rows.length;
}

/** Draws of the training side: rows to fit, rows whose errors are corrected, rows to evaluate on. */
function split(name: string, seed: number) {
  const { train } = readPublicSet(name);
  const rows = drawRows(train, rowsPerClass, seed);
  const taken = new Set(rows.map(({ text }) => text));
  const others = drawRows(train, Number.POSITIVE_INFINITY, seed).filter(({ text }) => !taken.has(text));
  return {
    rows,
    stream: others.slice(evaluated, evaluated + 1500),
    heldOut: others.slice(0, evaluated),
    classes: [...new Set(train.map(({ label }) => label))].sort(),
  };
}

/** 30 errors are corrected as they are met. */
async function correctErrors(name: string, seed: number): Promise<Record<string, number>> {
  const { rows, stream, heldOut, classes } = split(name, seed);
  const classifier = await trainOn(rows, classes);
  const before = await accuracy(classifier, heldOut);
  let made = 0;
  let cpu = 0;
  for (const { text, label } of stream) {
    if (made === corrections) break;
    if ((await classifier.predict(text)) === label) continue;
    const start = process.cpuUsage();
    await classifier.correct(text, label, { acceptNewLabels: true });
    cpu += process.cpuUsage(start).user / 1000;
    made++;
  }
  const corrected = await accuracy(classifier, heldOut);
  await classifier.train({ tune: false });
  return { before, corrected, trained: await accuracy(classifier, heldOut), cpu: cpu / made };
}

/** A class that the model lacks is added by corrections. */
async function addClass(name: string, seed: number, texts: number): Promise<Record<string, number>> {
  const { rows, stream, heldOut, classes } = split(name, seed);
  const added = classes[seed % classes.length];
  const isOld = ({ label }: LabeledRow) => label !== added;
  const classifier = await trainOn(
    rows.filter(isOld),
    classes.filter((each) => each !== added),
  );
  const old = heldOut.filter(isOld);
  const before = await accuracy(classifier, old);
  const fresh = stream.filter(({ label }) => label === added).slice(0, texts);
  await classifier.correct(fresh, { acceptNewLabels: true });
  const corrected = await accuracy(classifier, old);
  const found = await accuracy(
    classifier,
    heldOut.filter((row) => !isOld(row)),
  );
  await classifier.train({ tune: false });
  const foundTrained = await accuracy(
    classifier,
    heldOut.filter((row) => !isOld(row)),
  );
  return { before, corrected, found, trained: await accuracy(classifier, old), foundTrained };
}

/** The labels of 20 suggested texts against those of 20 random ones. */
async function suggest(name: string, seed: number): Promise<Record<string, number>> {
  const { rows, stream, heldOut, classes } = split(name, seed);
  const few = drawRows(rows, rowsPerClass / 2, seed);
  const classifier = await trainOn(few, classes);
  const { suggestions } = await classifier.suggestLabels(stream, { count: 20 });
  const suggested = suggestions.map(({ item }) => item);
  return {
    before: await accuracy(classifier, heldOut),
    suggested: await accuracy(await trainOn([...few, ...suggested], classes), heldOut),
    random: await accuracy(await trainOn([...few, ...sampleRows(stream, 20)], classes), heldOut),
    random2: await accuracy(await trainOn([...few, ...stream.slice(-20)], classes), heldOut),
  };
}

async function mean(work: (seed: number) => Promise<Record<string, number>>): Promise<string> {
  const found: Record<string, number>[] = [];
  for (const seed of seeds) found.push(await work(seed));
  return Object.keys(found[0])
    .map((key) => `${key} ${(found.reduce((sum, each) => sum + each[key], 0) / found.length).toFixed(1)}`)
    .join(", ");
}

for (const name of sets) {
  if (!values["new-classes"])
    console.log(`${name}: 30 corrections: ${await mean((seed) => correctErrors(name, seed))}`);
  const { prompts } = readPublicSet(name);
  // A model needs two classes before another one is added.
  const counts = Object.keys(prompts).length > 2 ? [1, 5] : [];
  for (const texts of counts)
    console.log(`${name}: a class from ${texts}: ${await mean((seed) => addClass(name, seed, texts))}`);
  if (!values["new-classes"]) console.log(`${name}: 20 labels: ${await mean((seed) => suggest(name, seed))}`);
}
await encoder.dispose();
