import { counted } from "../files/readable-numbers.ts";
import type { Classifier, LabelSet, LabelSetEvaluation } from "../index.ts";
import { UsageError } from "./command.ts";
import { type Context, writeLine, writeLines, writeWarning } from "./context.ts";
import type { EvaluateFlags } from "./evaluation-flags.ts";
import { checkLabelSets } from "./gather-label-sets.ts";
import { readLabelMap } from "./label-map.ts";
import { rejectOneClassFlags } from "./label-set-flags.ts";
import { readOptions } from "./reading-options.ts";
import { Rejects, rejectsBeside } from "./rejects.ts";
import { showLabelSetEvaluation } from "./show-label-set-evaluation.ts";

/** Flags that need one class per text. */
const oneClassFlags = ["baseline", "costs", "errors", "changes", "html", "none"];

/** Evaluates a model with several labels per text on labeled rows, and prints the figures. */
export async function evaluateLabelSetFiles(
  classifier: Classifier,
  flags: EvaluateFlags,
  context: Context,
): Promise<void> {
  rejectOneClassFlags(flags, oneClassFlags, classifier);
  if (flags.data === undefined) {
    throw new UsageError(
      "A model with several labels per text is evaluated on labeled rows; give them with --data.",
    );
  }
  const { evaluateLabelSets } = await import("../index.ts");
  const rows = await readFiles(classifier, flags.data, flags, context);
  const { known, answers } = await answer(classifier, rows, context);
  const evaluation = evaluateLabelSets(
    rows.map(({ labels }) => labels),
    answers,
    { classes: classifier.classes.map(({ name }) => name) },
  );
  if (known > 0) {
    const which = counted(known, "row has", "rows have");
    writeWarning(
      `${which} the text of an example that the model was trained on, which makes these figures too good.`,
      context,
    );
  }
  print(evaluation, flags, context);
}

async function readFiles(
  classifier: Classifier,
  files: readonly string[],
  flags: EvaluateFlags,
  context: Context,
): Promise<LabelSet[]> {
  const { readLabelSets } = await import("../index.ts");
  const rejects = new Rejects(flags.rejects ?? rejectsBeside(files[0]));
  const classes = classifier.classes.map(({ name }) => name);
  const reading = { ...readOptions(flags, context), classes, onBadRowSkipped: rejects.add };
  const rows: LabelSet[] = [];
  try {
    for (const file of files) rows.push(...(await readLabelSets(file, reading)));
  } finally {
    await rejects.finish();
  }
  if (flags.onBadRow === "skip") await rejects.removeEarlier();
  rejects.report(context);
  const { acceptNewLabels } = flags;
  return checkLabelSets(
    rows,
    classifier,
    { acceptNewLabels, labelMap: await readLabelMap(flags.labelMap) },
    context,
  );
}

async function answer(classifier: Classifier, rows: readonly LabelSet[], { signal }: Context) {
  const examples = [...classifier.examples, ...classifier.noneExamples].filter(
    ({ origin }) => origin === "real",
  );
  const { groupTexts } = await import("../index.ts");
  const { copies } = groupTexts([...examples, ...rows].map(({ text }) => text));
  const seen = new Set(copies.subarray(0, examples.length));
  const known = copies.subarray(examples.length).filter((copy) => seen.has(copy)).length;
  const answers = [];
  for await (const { labels = [], probabilities } of classifier.classifyStream(rows, { signal })) {
    answers.push({ labels, probabilities });
  }
  return { known, answers };
}

function print(evaluation: LabelSetEvaluation, { json }: EvaluateFlags, { stdout }: Context): void {
  if (json) writeLine(stdout, JSON.stringify(evaluation));
  else writeLines(stdout, showLabelSetEvaluation(evaluation));
}
