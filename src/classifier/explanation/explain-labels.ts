import { InputError, optionError } from "../../errors.ts";
import { rowOf } from "../../math/matrix.ts";
import { logit } from "../../math/sigmoid.ts";
import { isBlank } from "../../task/visible-text.ts";
import type { PredictOptions } from "../../trained-model/channel.ts";
import { thresholdsOf } from "../../trained-model/label-sets/label-set-answers.ts";
import type { TrainedModel } from "../../trained-model/trained-model.ts";
import { explainLabelsOptionNames } from "../option-names.ts";
import type { WorkOptions } from "../options.ts";
import { checkExplain, usualNearest } from "./explain-text.ts";
import type { ExplainLabelsOptions, LabelSetExplanation } from "./label-explanation.ts";
import { labelRemovals } from "./label-removals.ts";
import { type ComparedTask, compareWithExamples, usualMostExamples } from "./nearest-examples.ts";

/** Maximum number of given labels that are explained. More take longer to read. */
const maxGiven = 8;
/** Maximum number of labels that are explained although they are not given. */
const maxNear = 3;
/** Distance from the threshold, in nats, up to which a label counts as nearly given. Larger: more of them are explained. */
const nearMargin = 2;

/**
 * Explains which labels a text has, and which it nearly has.
 * @throws InputError for an invalid option, a label that is not a class, or a text that is not a string; CancelledError
 */
export async function explainLabels(
  model: TrainedModel,
  task: ComparedTask,
  text: string,
  options: ExplainLabelsOptions & WorkOptions,
): Promise<LabelSetExplanation> {
  checkOptions(model, text, options);
  const { threshold, precision, nearest = usualNearest, maxRemovals, maxExamples } = options;
  const work = { onProgress: options.onProgress, signal: options.signal };
  const [answer] = await model.classify([text], { threshold, precision, ...work });
  const { classes } = model;
  const thresholds = thresholdsOf(classes, model.parts.fit.labelSets!, { threshold, precision });
  const { probabilities } = await model.predictAsNew([text], work);
  const own = isBlank(text) ? new Float32Array(classes.length) : rowOf(probabilities, 0);
  const given = new Set(answer.labels);
  const names = options.labels ?? explainedNames(classes, [...given], own, thresholds);
  const labels = names.map((label) => {
    const column = classes.indexOf(label);
    return { column, probability: own[column], threshold: thresholds[column] };
  });
  const removals = await labelRemovals(model, text, isBlank(text) ? [] : labels, maxRemovals, work);
  const compared = isBlank(text) ? [] : await nearestPerLabel(model, text, task, names, maxExamples, work);
  const count = (kind: "examples" | "of") => compared.reduce((sum, { searched }) => sum + searched[kind], 0);
  return {
    text,
    answer,
    isOwnExample: classes.some((name, c) => answer.probabilities[name] !== own[c]),
    labels: names.map((label, i) => ({
      label,
      probability: labels[i].probability,
      threshold: labels[i].threshold,
      isGiven: given.has(label),
      ...(removals[i] ?? { words: [], phrases: [] }),
      nearest: (compared[i]?.found ?? []).slice(0, nearest),
    })),
    searched: { examples: count("examples"), of: count("of") },
  };
}

/** Searches the examples of each label; each label gets the same share of the examples that are embedded. */
async function nearestPerLabel(
  model: TrainedModel,
  text: string,
  task: ComparedTask,
  labels: readonly string[],
  most = usualMostExamples,
  work: PredictOptions = {},
) {
  const found: Awaited<ReturnType<typeof compareWithExamples>>[] = [];
  const share = Math.ceil(most / Math.max(labels.length, 1));
  const { classes, examples } = task;
  for (const label of labels)
    found.push(
      await compareWithExamples(model, text, { classes, examples, noneExamples: [] }, [label], share, work),
    );
  return found;
}

/** Returns the given labels, then those that nearly reach their threshold. */
function explainedNames(
  classes: readonly string[],
  given: readonly string[],
  probabilities: Float32Array,
  thresholds: Float32Array,
): string[] {
  const margins = Array.from(thresholds, (limit, c) => logit(probabilities[c]) - logit(limit));
  const near = [...margins.keys()]
    .filter((c) => !given.includes(classes[c]) && margins[c] >= -nearMargin)
    .sort((a, b) => margins[b] - margins[a]);
  return [...given.slice(0, maxGiven), ...near.slice(0, maxNear).map((c) => classes[c])];
}

function checkOptions(
  { classes }: TrainedModel,
  text: string,
  options: ExplainLabelsOptions & WorkOptions,
): void {
  checkExplain(text, options, explainLabelsOptionNames);
  const { labels } = options;
  if (labels === undefined) return;
  if (!Array.isArray(labels)) throw optionError("labels", "a list of names", labels);
  const unknown = labels.find((label) => !classes.includes(label));
  if (unknown !== undefined)
    throw new InputError(
      `The option labels names ${JSON.stringify(unknown)}, which is not a class of the model.`,
    );
}
