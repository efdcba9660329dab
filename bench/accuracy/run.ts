/**
 * Trains and evaluates on the public sets, and writes results.md and results.json. A run of a part keeps all other figures.
 * npm run bench:accuracy -- --held-out [--sets ag_news,trec6]: compares the held-out accuracy that trainings report with
 * test accuracy, and writes held-out.md and held-out.json.
 * npm run bench:accuracy -- --reliability [--sets ag_news,trec6]: writes the reliability bins of test rows to reliability.json.
 * npm run bench:accuracy -- --precision [--without-words] [--sets ag_news,trec6] [--seeds 1,2]: asks for precisions and for
 * sets of classes, and writes precision.md and precision.json (with -without-words in their names: trained on vectors only).
 * npm run bench:accuracy -- --curve [--points 0,8,all] [--sets ag_news,trec6] [--seeds 1,2]: writes learning curves to curve.json.
 * npm run bench:accuracy [-- --sets ag_news,trec6] [--settings "prompts,generated,8,generated + 8,32"] [--variant no-prompts]
 * A variant writes nothing: its rows are printed.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEncoder, withCache } from "../../src/index.ts";
import { type CurveMeasurement, curvePoints, curveSeeds, measureCurve } from "./curve.ts";
import { type HeldOutMeasurement, heldOutTable, measureHeldOut } from "./held-out.ts";
import { type Measurement, measure, type Setting } from "./measure.ts";
import { measurePrecision, type PrecisionMeasurement } from "./precision.ts";
import { precisionTable } from "./precision-table.ts";
import { allSets, datasetsFolder, meanSets, readPublicSet } from "./public-sets.ts";
import { readRecording, recordingsFolder } from "./recordings.ts";
import { measureReliability, type ReliabilityMeasurement, reliabilitySets } from "./reliability.ts";
import { toMarkdown } from "./table.ts";
import { variants } from "./variants.ts";

const fiveSeeds = [1, 2, 3, 4, 5];
const settings: readonly Setting[] = [
  { name: "prompts", rowsPerClass: 0, seeds: [0] },
  { name: "generated", rowsPerClass: 0, generated: true, seeds: [0] },
  { name: "8", rowsPerClass: 8, seeds: fiveSeeds },
  { name: "generated + 8", rowsPerClass: 8, generated: true, seeds: fiveSeeds },
  { name: "32", rowsPerClass: 32, seeds: fiveSeeds },
  { name: "unlabeled", rowsPerClass: 0, unlabeled: true, seeds: [0] },
  { name: "8 + unlabeled", rowsPerClass: 8, unlabeled: true, seeds: fiveSeeds },
  { name: "all", rowsPerClass: Number.POSITIVE_INFINITY, seeds: [1] },
  { name: "all, observed", rowsPerClass: Number.POSITIVE_INFINITY, observed: true, seeds: [1] },
  { name: "tuned generated", rowsPerClass: 0, generated: true, tuned: true, seeds: [0] },
  { name: "tuned 8", rowsPerClass: 8, tuned: true, seeds: fiveSeeds },
  { name: "tuned unlabeled", rowsPerClass: 0, unlabeled: true, tuned: true, seeds: [0] },
  { name: "tuned 8 + unlabeled", rowsPerClass: 8, unlabeled: true, tuned: true, seeds: fiveSeeds },
  { name: "tuned all", rowsPerClass: Number.POSITIVE_INFINITY, tuned: true, seeds: [1] },
];
/** Fine-tuning takes minutes per training, so these columns are measured only if they are named. */
const usual = settings.filter(({ tuned }) => !tuned);

const { values } = parseArgs({
  options: {
    sets: { type: "string" },
    settings: { type: "string", default: usual.map(({ name }) => name).join(",") },
    variant: { type: "string", default: "usual" },
    seeds: { type: "string" },
    "held-out": { type: "boolean", default: false },
    reliability: { type: "boolean", default: false },
    precision: { type: "boolean", default: false },
    curve: { type: "boolean", default: false },
    points: { type: "string" },
    "without-words": { type: "boolean", default: false },
    output: { type: "string", default: import.meta.dirname },
  },
});

if (!Object.hasOwn(variants, values.variant)) {
  throw new Error(`--variant must be one of ${Object.keys(variants).join(", ")}; got ${values.variant}.`);
}
if (!existsSync(datasetsFolder())) {
  console.log(
    `Skipped: the public sets are not at ${datasetsFolder()}; PILESORT_DATASETS names another folder.`,
  );
} else {
  await (values["held-out"]
    ? runHeldOut()
    : values.reliability
      ? runReliability()
      : values.precision
        ? runPrecision()
        : values.curve
          ? runCurve()
          : run());
}

async function runHeldOut(): Promise<void> {
  const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
  const measurements: HeldOutMeasurement[] = [];
  for (const name of setsOr(allSets)) {
    await measureHeldOut(readPublicSet(name), encoder, (found) => {
      measurements.push(found);
      console.log(JSON.stringify(found));
    });
  }
  await encoder.dispose();
  writeFileSync(join(values.output, "held-out.json"), `${JSON.stringify(measurements, null, 1)}\n`);
  writeFileSync(join(values.output, "held-out.md"), heldOutTable(measurements));
}

async function runReliability(): Promise<void> {
  const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
  const measurements: ReliabilityMeasurement[] = [];
  for (const name of setsOr(reliabilitySets)) {
    const found = await measureReliability(readPublicSet(name), encoder);
    measurements.push(found);
    console.log(JSON.stringify({ ...found, bins: undefined }));
  }
  await encoder.dispose();
  writeFileSync(join(values.output, "reliability.json"), `${JSON.stringify(measurements, null, 1)}\n`);
}

/** Measures set by set, and keeps the figures of other sets and seeds, so that a run can be continued. */
async function runPrecision(): Promise<void> {
  const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
  const seeds = values.seeds?.split(",").map(Number) ?? fiveSeeds;
  const words = !values["without-words"];
  const file = join(values.output, `precision${words ? "" : "-without-words"}.json`);
  let all: PrecisionMeasurement[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  for (const name of setsOr(meanSets)) {
    all = all.filter(({ set, seed }) => set !== name || !seeds.includes(seed));
    await measurePrecision(readPublicSet(name), encoder, { seeds, words }, (found) => {
      all.push(found);
      console.log(JSON.stringify(found));
    });
    const placeOf = ({ set }: PrecisionMeasurement) => (meanSets as readonly string[]).indexOf(set);
    all.sort((a, b) => placeOf(a) - placeOf(b));
    writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
    writeFileSync(file.replace(/json$/, "md"), precisionTable(all));
  }
  await encoder.dispose();
}

/** Measures set by set, and keeps the figures of other sets and points, so that a run can be continued. */
async function runCurve(): Promise<void> {
  const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
  const seeds = values.seeds?.split(",").map(Number) ?? fiveSeeds;
  const points = curvePoints.filter((point) => values.points?.split(",").includes(String(point)) ?? true);
  const file = join(values.output, "curve.json");
  const kept = (): CurveMeasurement[] => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : []);
  for (const name of setsOr(meanSets)) {
    const measured: CurveMeasurement[] = [];
    await measureCurve(readPublicSet(name), encoder, { points, seeds }, (found) => {
      measured.push(found);
      console.log(JSON.stringify(found));
    });
    const isMeasured = ({ set, rowsPerClass, seed }: CurveMeasurement) =>
      set === name && points.includes(rowsPerClass) && curveSeeds(rowsPerClass, seeds).includes(seed);
    const all = [...kept().filter((each) => !isMeasured(each)), ...measured];
    writeFileSync(file, `${JSON.stringify(all, null, 1)}\n`);
  }
  await encoder.dispose();
}

/** Returns the sets that --sets names. Default: the given ones. */
function setsOr(names: readonly string[]): readonly string[] {
  return values.sets?.split(",") ?? names;
}

async function run(): Promise<void> {
  const bundled = await openEncoder();
  const encoder = withCache(bundled, { folder: join(import.meta.dirname, "../.cache") });
  const chosen = settings.filter(({ name }) => values.settings.split(/,(?! )/).includes(name));
  if (!existsSync(recordingsFolder())) {
    const place = `${recordingsFolder()}; PILESORT_RECORDINGS names another folder.`;
    console.log(`Columns with generated examples are left out: no recordings at ${place}`);
  }
  const file = join(values.output, "results.json");
  const isWritten = values.variant === "usual";
  let measurements: Measurement[] =
    isWritten && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
  for (const name of setsOr(allSets)) {
    const set = readPublicSet(name);
    // ESCO has about four rows per class, so the setting of 8 uses all of them.
    const recording = await readRecording(name);
    const fitting = chosen.filter(
      ({ rowsPerClass, generated }) =>
        (name !== "esco_occupations" || rowsPerClass <= 8) && (!generated || recording !== undefined),
    );
    for (const setting of fitting) {
      for (const seed of values.seeds?.split(",").map(Number) ?? setting.seeds) {
        const found = await measure(set, setting, seed, encoder, recording ?? [], variants[values.variant]);
        console.log(JSON.stringify(found));
        if (!isWritten) continue;
        const isSameCell = (each: Measurement) => each.set === name && each.setting === setting.name;
        measurements = inTableOrder([
          ...measurements.filter((each) => !(isSameCell(each) && each.seed === seed)),
          found,
        ]);
        writeFileSync(file, `${JSON.stringify(measurements, null, 1)}\n`);
        writeFileSync(join(values.output, "results.md"), toMarkdown(measurements));
      }
    }
  }
  await encoder.dispose();
}

function inTableOrder(measurements: readonly Measurement[]): Measurement[] {
  const place = ({ set, setting, seed }: Measurement) => [
    (allSets as readonly string[]).indexOf(set),
    settings.findIndex(({ name }) => name === setting),
    seed,
  ];
  return measurements.toSorted((a, b) => {
    const [one, other] = [place(a), place(b)];
    const differing = one.findIndex((value, index) => value !== other[index]);
    return differing < 0 ? 0 : (one[differing] ?? 0) - (other[differing] ?? 0);
  });
}
