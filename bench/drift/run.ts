// Does drift detection raise false alarms, and how many texts does it need? See README.md. npm run bench:drift [-- --sets trec6]
import { join } from "node:path";
import { parseArgs } from "node:util";
import { driftSigns } from "../../src/classifier/drift/drift-signs.ts";
import { fitProbes, type Probes, randomFolds, scoreByProbes } from "../../src/classifier/drift/probes.ts";
import { openEncoder, withCache } from "../../src/index.ts";
import { type Matrix, zeros } from "../../src/math/matrix.ts";
import { createRandom, type Random } from "../../src/math/random.ts";
import { cutPrompts } from "../../src/prompts/snippets.ts";
import { groupTexts } from "../../src/task/text-groups.ts";
import { type LabeledRow, readPublicSet } from "../accuracy/public-sets.ts";
import { measureAndKeep } from "../kept-results.ts";

/** Each set, and the set whose texts are foreign to it. */
const sets = [
  ["trec6", "emotion"],
  ["sms_spam", "banking77"],
  ["financial_phrasebank", "ag_news"],
  ["banking77", "clinc150"],
  ["emotion", "sms_spam"],
  ["ag_news", "dbpedia14"],
  ["clinc150", "banking77"],
  ["dbpedia14", "ag_news"],
] as const;
const level = 0.01;
const shares = [0.05, 0.1, 0.2];
const referenceSize = 1000;

const { values } = parseArgs({
  options: {
    sets: { type: "string", default: sets.map(([name]) => name).join(",") },
    references: { type: "string", default: "3" },
    streams: { type: "string", default: "20" },
    draws: { type: "string", default: "4" },
    sizes: { type: "string", default: "50,100,200,500,1000" },
  },
});
const sizes = values.sizes.split(",").map(Number);

interface Result {
  readonly set: string;
  readonly foreign: string;
  readonly classes: number;
  readonly reference: number;
  /** Comparisons without a change, and how many raised an alarm at a level of 1 % and of 5 %, by kind of verdict. */
  readonly same: { readonly runs: number; readonly alarms: number; readonly alarmsAt5: number };
  /** Share of the comparisons that raised an alarm about the texts, by share of foreign texts and number of texts. */
  readonly noticed: readonly {
    readonly share: number;
    readonly texts: number;
    readonly noticed: number;
    readonly runs: number;
  }[];
}

const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
const file = join(import.meta.dirname, "results.json");
const wanted = values.sets.split(",");
const foreignTo = new Map<string, string>(sets);
const names = sets.map(([name]) => name).filter((name) => wanted.includes(name));
await measureAndKeep(file, names, async (name) => {
  const found = await measure(name, foreignTo.get(name)!);
  console.log(JSON.stringify(found));
  return [found];
});

async function measure(name: string, foreignName: string): Promise<Result> {
  const { prompts, train, test } = readPublicSet(name);
  const random = createRandom(5);
  const pool = distinct(random.sampleWithoutReplacement([...train, ...test], 5000));
  const foreign = distinct(random.sampleWithoutReplacement([...readPublicSet(foreignName).test], 2000));
  const size = Math.min(referenceSize, Math.floor(pool.length / 2));
  const same = { runs: 0, alarms: 0, alarmsAt5: 0 };
  const cells = shares.flatMap((share) => sizes.map((texts) => ({ share, texts, noticed: 0, runs: 0 })));
  for (let draw = 0; draw < Number(values.references); draw++) {
    const shuffled = random.shuffle(pool);
    const reference = shuffled.slice(0, size);
    const others = shuffled.slice(size);
    const compare = await comparerOf(reference, prompts, random);
    for (let run = 0; run < Number(values.streams); run++) {
      const stream = random.sampleWithoutReplacement(
        others,
        Math.min(sizes[run % sizes.length], others.length),
      );
      const { pValue } = await compare(stream);
      same.runs++;
      if (pValue <= level) same.alarms++;
      if (pValue <= 0.05) same.alarmsAt5++;
    }
    for (const cell of cells) {
      for (let run = 0; run < Number(values.draws); run++) {
        const strangers = Math.round(cell.share * cell.texts);
        const own = random.sampleWithoutReplacement(others, cell.texts - strangers);
        if (own.length < cell.texts - strangers) continue;
        const { signs } = await compare([...own, ...random.sampleWithoutReplacement(foreign, strangers)]);
        cell.runs++;
        if (signs.some(({ kind, pValue }) => kind !== "classes" && pValue <= level)) cell.noticed++;
      }
    }
  }
  return {
    set: name,
    foreign: foreignName,
    classes: Object.keys(prompts).length,
    reference: size,
    same,
    noticed: cells,
  };
}

/** Returns one text of each group of nearly equal ones. */
function distinct(rows: readonly LabeledRow[]): LabeledRow[] {
  const { groups } = groupTexts(rows.map(({ text }) => text));
  const seen = new Set<number>();
  return rows.filter((_, i) => !seen.has(groups[i]) && seen.add(groups[i]));
}

async function comparerOf(
  reference: readonly LabeledRow[],
  prompts: Readonly<Record<string, string>>,
  random: Random,
) {
  const names = Object.keys(prompts);
  const snippets = cutPrompts(names.map((name) => ({ name, prompt: prompts[name] })));
  const vectors = await embed(reference);
  const probes = await fitProbes({
    classes: names,
    snippets,
    snippetVectors: await embed(snippets),
    examples: reference,
    vectors,
    background: encoder.background,
    seed: 0,
  });
  const projected = await probes.project(vectors);
  return (stream: readonly LabeledRow[]) => signsOf(reference, stream, probes, projected, random);
}

async function signsOf(
  reference: readonly LabeledRow[],
  stream: readonly LabeledRow[],
  probes: Probes,
  projected: Matrix,
  random: Random,
) {
  const own = await probes.project(await embed(stream));
  const vectors = zeros(reference.length + stream.length, own.columns);
  vectors.data.set(projected.data);
  vectors.data.set(own.data, projected.data.length);
  const fitOf = Int32Array.from([...probes.foldOf, ...randomFolds(stream.length, random)]);
  const scores = await scoreByProbes(probes, vectors, fitOf);
  const all = [...reference, ...stream];
  return driftSigns(
    {
      texts: all.map(({ text }) => text),
      isStream: all.map((_, i) => i >= reference.length),
      vectors,
      classes: probes.classes,
      fitOf,
      ...scores,
    },
    random.nextInt(2 ** 31),
  );
}

function embed(rows: readonly { readonly text: string }[]): Promise<Matrix> {
  return encoder.embed(rows.map(({ text }) => text));
}
