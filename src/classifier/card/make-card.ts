import type { HeldOutAnswers } from "../../calibration/held-out-answers.ts";
import { precisionDial } from "../../calibration/precision-dial.ts";
import type { ClassGroup } from "../../class-groups/class-group.ts";
import { groupClasses } from "../../class-groups/group-classes.ts";
import type { EncoderIdentity } from "../../encoder/encoder.ts";
import { InputError } from "../../errors.ts";
import { binCount, binOf, expectedCalibrationError } from "../../evaluation/calibration-error.ts";
import { bundledOrigin, knownEncoders } from "../../hub/catalog.ts";
import { formatVersionOf, type Model } from "../../model-file/model.ts";
import { leavesOf } from "../../task/hierarchy/find-hierarchy.ts";
import { activeCorrections, isOpen } from "../../trained-model/corrections.ts";
import type { TrainingReport } from "../../trained-model/fit.ts";
import type { TrainedParts } from "../../trained-model/trained-model.ts";
import { version } from "../../version.ts";
import type {
  CardClass,
  CardConfusion,
  CardEncoder,
  CardFigure,
  ModelCard,
  OriginCounts,
} from "./model-card.ts";
import { scriptShares } from "./scripts.ts";

/** Number of confused pairs on a card. */
const maxConfusions = 10;
/** Figures on fewer texts are left out: they say little. Larger: fewer cards have figures. */
const minRows = 20;
/** The precision whose coverage is on a card. */
const cardPrecision = 0.95;

/**
 * Makes the card of a model.
 * @param trained its trained part; undefined before training
 */
export function makeCard(model: Omit<Model, "card">, trained: TrainedParts | undefined): ModelCard {
  const { examples, noneExamples = [], encoder, settings = {}, generation = [] } = model;
  const classes = leavesOf(model.classes, trained?.report.hierarchy !== undefined);
  const heldOut = (trained?.fit.heldOut?.truth.length ?? 0) < minRows ? undefined : trained?.fit.heldOut;
  const { history = [], pinned = [] } = trained?.corrections ?? {};
  return {
    versions: { pilesort: version, format: formatVersionOf({ ...model, card: "" }) },
    classes: countedClasses(classes, examples),
    groups: trained ? groupsOf(trained) : [],
    examples: countOrigins(examples),
    noneExamples: countOrigins(noneExamples),
    scripts: scriptShares(
      [...examples, ...noneExamples].map(({ text }) => text),
      classes,
    ),
    ...(encoder && { encoder: describedEncoder(encoder) }),
    settings,
    ...(trained && { training: savedReport(trained.report) }),
    figures: trained ? figuresOf(trained, heldOut) : [],
    confusions: heldOut ? confusionsOf(heldOut) : [],
    generation,
    corrections: {
      inEffect: activeCorrections(history).length,
      open: history.filter(isOpen).length,
      pinned: pinned.length,
    },
  };
}

/** Groups classes by the directions in which the model looks for them. */
function groupsOf({ fit: { classes, head, none }, report }: TrainedParts): ClassGroup[] {
  return report.hierarchy ? [] : groupClasses(classes, none?.directions ?? head.weights);
}

/** Returns the part of a report that a saved model keeps, so that a loaded model has the same card. */
function savedReport({ longExamples: _, ...report }: TrainingReport): TrainingReport {
  return report;
}

function countedClasses(classes: Model["classes"], examples: Model["examples"]): CardClass[] {
  const counts = new Map(classes.map(({ name }) => [name, { real: 0, generated: 0 }]));
  for (const { label, origin } of examples) {
    const count = counts.get(label);
    if (count && origin !== "prompt") count[origin]++;
  }
  return classes.map(({ name, prompt }) => ({
    name,
    ...(prompt !== undefined && { description: prompt }),
    ...counts.get(name)!,
  }));
}

function countOrigins(examples: readonly { readonly origin: string }[]): OriginCounts {
  const count = (origin: string) => examples.filter((each) => each.origin === origin).length;
  return { real: count("real"), generated: count("generated") };
}

function describedEncoder(identity: EncoderIdentity): CardEncoder {
  const { name, dimensions, fingerprint } = identity;
  const plain = { name, dimensions, fingerprint };
  const known = knownEncoders.find((each) => [each.name, each.repository].includes(name));
  if (known) return { ...plain, license: known.license, description: known.description };
  // The bundled encoder is a quantised copy of a known one.
  const origin = knownEncoders.find(({ repository }) => repository === bundledOrigin.repository);
  if (origin === undefined || name !== `${origin.name}-int8`) return plain;
  return { ...plain, license: bundledOrigin.license, description: "English; bundled with pilesort." };
}

function figuresOf({ report }: TrainedParts, heldOut: HeldOutAnswers | undefined): CardFigure[] {
  const { calibratedOn, heldOutAccuracy, real } = report;
  const figures: CardFigure[] = [];
  if (
    heldOutAccuracy !== undefined &&
    calibratedOn.basis === "held-out rows" &&
    calibratedOn.rows >= minRows
  ) {
    const what =
      real === 0 ? "generated examples, which are easier than real texts" : "examples of the model";
    figures.push({
      name: "accuracy",
      value: heldOutAccuracy,
      rows: calibratedOn.rows,
      source: `Distinct ${what}, each answered by a fit without it and its near duplicates.`,
    });
  }
  const { labelSets } = report;
  if (labelSets?.heldOut && calibratedOn.basis === "held-out rows" && calibratedOn.rows >= minRows) {
    const { rows } = calibratedOn;
    const source =
      "Real texts of the model, each answered by a fit without it and its near duplicates. The thresholds were chosen on the same texts.";
    figures.push(
      { name: "micro-F1", value: labelSets.heldOut.microF1, rows, source },
      { name: "macro-F1", value: labelSets.heldOut.macroF1, rows, source },
    );
  }
  if (heldOut === undefined) return figures;
  const rows = heldOut.truth.length;
  const source = "Real examples of the model, each answered by a fit without it and its near duplicates.";
  figures.push(
    { name: "expected calibration error", value: calibrationErrorOf(heldOut), rows, source },
    { name: "log loss", value: logLossOf(heldOut), rows, source },
  );
  const answered = answeredShare(heldOut);
  if (answered !== undefined) {
    figures.push({ name: "answered at 95 % precision", value: answered, rows, source });
  }
  return figures;
}

function calibrationErrorOf({ probability, predicted, truth }: HeldOutAnswers): number {
  const zeros = () => new Float64Array(binCount);
  const bins = { count: zeros(), probability: zeros(), correct: zeros() };
  for (const [i, value] of probability.entries()) {
    const bin = binOf(value);
    bins.count[bin]++;
    bins.probability[bin] += value;
    if (predicted[i] === truth[i]) bins.correct[bin]++;
  }
  return expectedCalibrationError(bins);
}

function logLossOf({ truthProbability }: HeldOutAnswers): number {
  const total = truthProbability.reduce((sum, value) => sum - Math.log(Math.max(value, 1e-15)), 0);
  return total / truthProbability.length;
}

function answeredShare(heldOut: HeldOutAnswers): number | undefined {
  try {
    const { answered, rows } = precisionDial(heldOut, cardPrecision);
    return answered / rows;
  } catch (error) {
    // There is too little evidence for this precision.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function confusionsOf({ classes, truth, predicted }: HeldOutAnswers): CardConfusion[] {
  const rows = new Map<number, number>();
  const counts = new Map<number, number>();
  for (const [i, label] of truth.entries()) {
    rows.set(label, (rows.get(label) ?? 0) + 1);
    if (predicted[i] === label) continue;
    const pair = label * classes.length + predicted[i];
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts]
    .sort(([one, a], [other, b]) => b - a || one - other)
    .slice(0, maxConfusions)
    .map(([pair, count]) => {
      const label = Math.floor(pair / classes.length);
      return { truth: classes[label], answer: classes[pair % classes.length], count, rows: rows.get(label)! };
    });
}
