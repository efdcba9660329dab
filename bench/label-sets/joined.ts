/**
 * Measures classifiers with several labels per text on texts with several topics
 * (npx tsx bench/label-sets/joined.ts [--set NAME] [--rows 0] [--texts 500]).
 *
 * Every text joins one, two or three rows of a public set with one class per text, and has the labels of all of them.
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
  },
});
await using encoder = await openEncoder();
console.log(
  "| set | joined rows | micro F1 | macro F1 | exact match | average precision | calibration error |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- |");
for (const name of values.set) {
  const { prompts, train, test } = readPublicSet(name);
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
      text: part.map(({ text }) => asSentence(text)).join(" "),
      labels: [...new Set(part.map(({ label }) => label!))],
    };
  });
}

function asSentence(text: string): string {
  const trimmed = text.trim();
  const begun = trimmed.slice(0, 1).toUpperCase() + trimmed.slice(1);
  return /[.?!]$/.test(begun) ? begun : `${begun}.`;
}
