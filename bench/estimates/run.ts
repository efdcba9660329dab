// How far are estimates from descriptions alone from the accuracy on test rows? See README.md. npm run bench:estimates
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { projectPiles } from "../../src/head/pile-vectors.ts";
import { readWrittenTasks } from "../../src/hub/written-tasks.ts";
import { type Classifier, openEncoder, train, withCache } from "../../src/index.ts";
import { zeros } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { cutPrompts } from "../../src/prompts/snippets.ts";
import { descriptionOverlap } from "../../src/training/description-overlap.ts";
import { type LabeledRow, type PublicSet, readPublicSet } from "../accuracy/public-sets.ts";
import { readRecording } from "../accuracy/recordings.ts";

const { values } = parseArgs({
  options: {
    sets: {
      type: "string",
      default:
        "trec6,sms_spam,financial_phrasebank,banking77,emotion,ag_news,clinc150,dbpedia14,20news,imdb,naics",
    },
    rows: { type: "string", default: "400" },
    written: { type: "boolean", default: false },
  },
});

interface Result {
  readonly set: string;
  readonly classes: number;
  /** Number of test rows, and share of them that the model from descriptions answers correctly. */
  readonly rows: number;
  readonly accuracy: number;
  /** Cross-validation on parts of the descriptions, as evaluate without data does. */
  readonly parts: number;
  readonly crossValidated: number;
  /** Mean probability of the most probable class of the held-out parts. */
  readonly meanProbability: number;
  /** 1 minus the mean share of confused texts, as doctor estimates it. */
  readonly byOverlap: number;
  /** The same for a model with generated examples, by cross-validation on these. Absent if none are recorded. */
  readonly generated?: { readonly texts: number; readonly accuracy: number; readonly crossValidated: number };
}

const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
const file = join(import.meta.dirname, "results.json");
const results: Result[] = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
for (const given of values.written ? await writtenSets() : publicSets()) {
  const found = await measure(given);
  const name = found.set;
  const others = results.filter(({ set }) => set !== name);
  results.splice(0, results.length, ...others, found);
  writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
  console.log(JSON.stringify(found));
}

function publicSets(): PublicSet[] {
  return values.sets.split(",").map(readPublicSet);
}

/** The tasks that come with the package: their examples were written for them and are easier than real texts. */
async function writtenSets(): Promise<Pick<PublicSet, "name" | "prompts" | "test">[]> {
  return (await readWrittenTasks()).map(({ classes }, i) => ({
    name: `written ${i + 1}`,
    prompts: Object.fromEntries(classes.map(({ name, prompt }) => [name, prompt])),
    test: classes.flatMap(({ name, examples }) => examples.map((text) => ({ text, label: name }))),
  }));
}

async function measure({
  name,
  prompts,
  test,
}: Pick<PublicSet, "name" | "prompts" | "test">): Promise<Result> {
  const classes = Object.entries(prompts).map(([className, prompt]) => ({ name: className, prompt }));
  const rows: LabeledRow[] = createRandom(3).sampleWithoutReplacement(
    [...test],
    Math.min(Number(values.rows), test.length),
  );
  const own = await train({ classes, encoder, tune: false });
  const examples = (await readRecording(name))?.map((each) => ({ ...each, origin: "generated" as const }));
  const withExamples = examples && (await train({ classes, examples, encoder, tune: false }));
  return {
    set: name,
    classes: classes.length,
    rows: rows.length,
    accuracy: await accuracyOf(own, rows),
    ...(await crossValidated(own)),
    byOverlap: await overlapAccuracy(classes),
    ...(withExamples && { generated: await generatedFigures(withExamples, rows) }),
  };
}

async function accuracyOf(classifier: Classifier, rows: readonly LabeledRow[]): Promise<number> {
  const answers = await classifier.predict(rows.map(({ text }) => text));
  return rows.filter(({ label }, i) => label === answers[i]).length / rows.length;
}

async function crossValidated(
  classifier: Classifier,
): Promise<Pick<Result, "parts" | "crossValidated" | "meanProbability">> {
  const { count, rows } = await classifier.crossValidate();
  let [correct, sum] = [0, 0];
  for await (const { label, answer } of rows) {
    if (answer.prediction === label) correct++;
    sum += answer.probability;
  }
  return { parts: count, crossValidated: correct / count, meanProbability: sum / count };
}

async function generatedFigures(classifier: Classifier, rows: readonly LabeledRow[]) {
  const { parts, crossValidated: estimate } = await crossValidated(classifier);
  return { texts: parts, accuracy: await accuracyOf(classifier, rows), crossValidated: estimate };
}

async function overlapAccuracy(
  classes: readonly { readonly name: string; readonly prompt: string }[],
): Promise<number> {
  const snippets = cutPrompts(classes);
  const vectors = await encoder.embed(snippets.map(({ text }) => text));
  const numbers = new Map(classes.map(({ name }, c) => [name, c]));
  const labels = Int32Array.from(snippets, ({ label }) => numbers.get(label)!);
  const none = { vectors: zeros(0, vectors.columns), labels: new Int32Array(0) };
  const { prompts } = await projectPiles({ vectors, labels }, none, classes.length, encoder.background);
  const { taken } = await descriptionOverlap(prompts.means, 1);
  return 1 - taken.reduce((total, each) => total + each, 0) / classes.length;
}
