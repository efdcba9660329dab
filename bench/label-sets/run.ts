/**
 * Measures classifiers with several labels per text: npm run bench:label-sets [-- --set NAME] [--on train]
 * With --on train every third row of the train side is the test side, to choose constants with. --texts N measures on the first
 * N of its texts.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  Classifier,
  evaluateLabelSets,
  type LabelSetEvaluation,
  openEncoder,
  withCache,
} from "../../src/index.ts";
import { drawRows, labelSetNames, readPublicLabelSet } from "./public-label-sets.ts";

const { values } = parseArgs({
  options: {
    set: { type: "string", multiple: true },
    on: { type: "string" },
    words: { type: "string" },
    tune: { type: "boolean" },
    draws: { type: "string" },
    texts: { type: "string" },
    rows: { type: "string", multiple: true },
  },
});
const encoder = withCache(await openEncoder(), { folder: join(import.meta.dirname, "../.cache") });
console.log(
  "| set | rows per label | texts | micro F1 | macro F1 | exact match | average precision | calibration error | seconds |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
for (const name of values.set ?? labelSetNames) {
  const { prompts, ...sides } = readPublicLabelSet(name);
  const isTrial = values.on === "train";
  const train = isTrial ? sides.train.filter((_, i) => i % 3 !== 0) : sides.train;
  const side = isTrial ? sides.train.filter((_, i) => i % 3 === 0) : sides.test;
  const test = side.slice(0, values.texts === undefined ? undefined : Number(values.texts));
  for (const rows of values.rows ?? ["0", "8", "32", "all"]) {
    const draws =
      isTrial || rows === "0" || rows === "all" ? [0] : [0, 1, 2].slice(0, Number(values.draws ?? 3));
    const results: LabelSetEvaluation[] = [];
    let [texts, seconds] = [0, 0];
    for (const draw of draws) {
      await using classifier = new Classifier({ multiLabel: true, ...(!values.tune && { encoder }) });
      for (const [label, prompt] of Object.entries(prompts)) classifier.defineClass({ name: label, prompt });
      const drawn = rows === "0" ? [] : rows === "all" ? train : drawRows(train, Number(rows), draw);
      texts += drawn.length / draws.length;
      if (drawn.length > 0) classifier.addLabelSets(drawn);
      if (!values.tune) await encoder.embed(drawn.map(({ text }) => text));
      const started = performance.now();
      const report = await classifier.train({
        tune: values.tune === true,
        words: values.words !== "no",
      });
      seconds += (performance.now() - started) / 1000 / draws.length;
      const answers = await classifier.classify(test.map(({ text }) => text));
      const found = evaluateLabelSets(
        test.map(({ labels }) => labels),
        answers.map(({ labels = [], probabilities }) => ({ labels, probabilities })),
        { classes: Object.keys(prompts) },
      );
      results.push(found);
      if (isTrial)
        console.error(
          JSON.stringify({
            words: report.words,
            tuning: report.tuning,
            labelSets: report.labelSets,
            answered: found.answeredPerRow,
            precision: found.microPrecision,
            recall: found.microRecall,
          }),
        );
    }
    const mean = (read: (result: (typeof results)[number]) => number | null) =>
      ((100 * results.reduce((sum, each) => sum + (read(each) ?? 0), 0)) / results.length).toFixed(1);
    const figures = [
      mean((each) => each.microF1),
      mean((each) => each.macroF1),
      mean((each) => each.exactMatch),
      mean((each) => each.meanAveragePrecision),
      mean((each) => each.calibrationError),
    ];
    console.log(`| ${[name, rows, Math.round(texts), ...figures, seconds.toFixed(1)].join(" | ")} |`);
  }
}
await encoder.dispose?.();
