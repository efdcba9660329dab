/**
 * Measures classifiers with several labels per text on texts with several topics
 * (npx tsx bench/label-sets/joined.ts [--set NAME] [--rows 0] [--texts 500] [--by and] [--on train]).
 *
 * Every text joins one, two or three rows of a public set with one class per text, and has the labels of all of them. With
 * --by and the rows are joined into one sentence by "and", "but" and semicolons. With --on train every third row of the train
 * side is the test side, to choose constants with.
 */
import { parseArgs } from "node:util";
import { Classifier, evaluateLabelSets, type LabelSet, openEncoder } from "../../src/index.ts";
import { createRandom } from "../../src/math/random.ts";
import { readPublicSet } from "../accuracy/public-sets.ts";

const { values } = parseArgs({
  options: {
    set: {
      type: "string",
      multiple: true,
      default: ["banking77", "clinc150", "trec6", "financial_phrasebank"],
    },
    rows: { type: "string", multiple: true, default: ["0", "300"] },
    texts: { type: "string", default: "500" },
    by: { type: "string", default: "full stop" },
    on: { type: "string" },
  },
});
await using encoder = await openEncoder();
console.log(
  "| set | joined rows | micro F1 | macro F1 | exact match | average precision | calibration error |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const name of values.set) {
  const { prompts, ...sides } = readPublicSet(name);
  const isTrial = values.on === "train";
  const train = isTrial ? sides.train.filter((_, i) => i % 3 !== 0) : sides.train;
  const test = isTrial ? sides.train.filter((_, i) => i % 3 === 0) : sides.test;
  const asked = joined(test, Number(values.texts));
  for (const rows of values.rows) {
    await using classifier = new Classifier({ encoder, multiLabel: true });
    for (const [label, prompt] of Object.entries(prompts)) classifier.defineClass({ name: label, prompt });
    if (rows !== "0") classifier.addLabelSets(joined(train, Number(rows)));
    const { labelSets } = await classifier.train({ tune: false });
    const answers = await classifier.classify(asked.map(({ text }) => text));
    const found = evaluateLabelSets(
      asked.map(({ labels }) => labels),
      answers.map(({ labels = [], probabilities }) => ({ labels, probabilities })),
      { classes: Object.keys(prompts) },
    );
    const { microF1, macroF1, exactMatch, meanAveragePrecision, calibrationError } = found;
    const figures = [microF1, macroF1, exactMatch, meanAveragePrecision, calibrationError];
    console.log(
      `| ${[name, rows, ...figures.map((value) => (100 * (value ?? 0)).toFixed(1))].join(" | ")} |`,
    );
    console.error(JSON.stringify(labelSets));
  }
}

/** Joins one, two or three rows in turn, in a random order that is the same in every run. */
function joined(
  side: readonly { readonly text: string; readonly label: string | null }[],
  count: number,
): LabelSet[] {
  const rows = createRandom(0).shuffle(side.filter(({ label }) => label !== null));
  let at = 0;
  return Array.from({ length: count }, (_, i) => {
    const part = Array.from({ length: 1 + (i % 3) }, () => rows[at++ % rows.length]);
    return {
      text: (values.by === "and" ? asOneSentence : asSentences)(
        part.map(({ text }) => text.trim()),
        i,
      ),
      labels: [...new Set(part.map(({ label }) => label!))],
    };
  });
}

function asSentences(texts: readonly string[]): string {
  return texts.map(asSentence).join(" ");
}

function asSentence(text: string): string {
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}

/** Removes the full stops between texts and joins them by conjunctions in turn; the text's number says where to begin. */
function asOneSentence(texts: readonly string[], number: number): string {
  const conjunctions = [" and ", ", and ", " and ", "; ", ", but "];
  return texts
    .map((text, k) => (k < texts.length - 1 ? text.replace(/\s*[.?!]+$/, "") : text))
    .map((text, k) =>
      k === 0 ? text : conjunctions[(number + k) % conjunctions.length] + withSmallInitial(text),
    )
    .join("");
}

/** Abbreviations and "I" keep their capital. */
function withSmallInitial(text: string): string {
  return /^.[A-Z]|^I\b/.test(text) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}
