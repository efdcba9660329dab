import { setThreshold } from "../calibration/conformal-sets.ts";
import { costTable } from "../calibration/cost-table.ts";
import { cheapestAnswer } from "../calibration/expected-cost.ts";
import type { HeldOutAnswers } from "../calibration/held-out-answers.ts";
import { precisionDial } from "../calibration/precision-dial.ts";
import { InputError } from "../errors.ts";
import type { ClassTree } from "../hierarchy/class-tree.ts";
import type { Classification, ClassifyOptions } from "./classification.ts";

/** The part of a classification that is decided, not computed. */
type Decision = Pick<
  Classification,
  "prediction" | "outcome" | "probability" | "noneProbability" | "set" | "expectedCost"
>;

/**
 * Decides on the answer to a text.
 * @param row probability of each class
 * @param order numbers of the classes, the most probable first; at least one
 */
export type DecisionRule = (row: Float32Array, order: readonly number[], noneProbability: number) => Decision;

/** The answer is none if P(none) is at least this. Larger: the answer none is rarer. */
export const noneFrom = 0.5;

/**
 * Makes the rule that options ask for. Thresholds of precision and coverage are chosen here.
 * @param classes names, in the order of the probabilities
 * @param ownHeldOut held-out answers of the training, used unless the options give others
 * @param tree of the classes; undefined if their names are not paths
 * @throws InputError if held-out answers are too few, or if costs are not for these classes
 */
export function decisionRule(
  classes: readonly string[],
  options: ClassifyOptions,
  ownHeldOut?: HeldOutAnswers,
  tree?: ClassTree,
): DecisionRule {
  const heldOut = options.heldOut ?? ownHeldOut;
  rejectOtherClasses(classes, heldOut, options.heldOut === undefined);
  const decide = answerRule(classes, options, heldOut, tree);
  const { coverage } = options;
  if (coverage === undefined) return decide;
  const threshold = setThreshold(heldOut, coverage);
  return (row, order, noneProbability) => {
    // The most probable class is always in the set: an empty set tells nothing.
    const set = [...row.keys()].filter((c) => c === order[0] || row[c] >= threshold);
    set.sort((a, b) => row[b] - row[a] || a - b);
    return { ...decide(row, order, noneProbability), set: set.map((c) => classes[c]) };
  };
}

function answerRule(
  classes: readonly string[],
  options: ClassifyOptions,
  heldOut: HeldOutAnswers | undefined,
  tree: ClassTree | undefined,
): DecisionRule {
  if (options.costs !== undefined) return byCosts(classes, options);
  const isByNode = tree && options.threshold !== undefined && options.precision === undefined;
  return isByNode ? nodeRule(tree, options) : byThreshold(classes, options, heldOut);
}

/** Answers with the most probable class if its probability is high enough. */
function byThreshold(
  classes: readonly string[],
  { none: mayBeNone, threshold = 0, precision }: ClassifyOptions,
  heldOut: HeldOutAnswers | undefined,
): DecisionRule {
  const ofPrecision = precisionThresholds(classes, precision, heldOut);
  return (row, [best], noneProbability) => {
    if (mayBeNone && noneProbability >= noneFrom) {
      return { prediction: null, outcome: "none", probability: noneProbability, noneProbability };
    }
    const probability = mayBeNone ? row[best] * (1 - noneProbability) : row[best];
    const isSure = probability >= threshold && row[best] >= ofPrecision[best];
    return isSure
      ? { prediction: classes[best], outcome: "class", probability, noneProbability }
      : { prediction: null, outcome: "unsure", probability, noneProbability };
  };
}

/**
 * Answers with the most probable class if its probability reaches the threshold, else with the deepest node of the tree that
 * does. The probability of a node is the sum over its classes.
 */
function nodeRule(
  tree: ClassTree,
  { none: mayBeNone, threshold = 0 }: Pick<ClassifyOptions, "none" | "threshold">,
): DecisionRule {
  return (row, [best], noneProbability) => {
    if (mayBeNone && noneProbability >= noneFrom) {
      return { prediction: null, outcome: "none", probability: noneProbability, noneProbability };
    }
    const inScope = mayBeNone ? 1 - noneProbability : 1;
    const sums = tree.sums(row).map((sum) => sum * inScope);
    const found = tree.deepest(sums, best, threshold);
    if (found === undefined) {
      const { probability } = tree.mostProbableTop(sums);
      return { prediction: null, outcome: "unsure", probability, noneProbability };
    }
    const outcome = tree.isLeaf(found.node) ? "class" : "inner";
    const probability = Math.min(found.probability, 1);
    return { prediction: tree.nodes[found.node].name, outcome, probability, noneProbability };
  };
}

/** Returns the threshold of each class; zero where no precision is asked for. */
function precisionThresholds(
  classes: readonly string[],
  precision: ClassifyOptions["precision"],
  heldOut: HeldOutAnswers | undefined,
): Float64Array {
  const thresholds = new Float64Array(classes.length);
  if (typeof precision === "number") return thresholds.fill(precisionDial(heldOut, precision).threshold);
  for (const [label, asked] of Object.entries(precision ?? {})) {
    if (!classes.includes(label)) {
      throw new InputError(
        `The option precision names ${JSON.stringify(label)}, which is not a class of the model.`,
      );
    }
    thresholds[classes.indexOf(label)] = precisionDial(heldOut, asked, label).threshold;
  }
  return thresholds;
}

/** Answers with the smallest expected cost. */
function byCosts(classes: readonly string[], { none: mayBeNone, costs = {} }: ClassifyOptions): DecisionRule {
  const table = costTable(costs, mayBeNone ? [...classes, "none"] : classes);
  return (row, [best], noneProbability) => {
    const inScope = mayBeNone ? 1 - noneProbability : 1;
    const truths = mayBeNone ? [...row.map((p) => p * inScope), noneProbability] : row;
    const { answer, cost: expectedCost } = cheapestAnswer(table, truths);
    if (answer === undefined) {
      const probability = row[best] * inScope;
      return { prediction: null, outcome: "unsure", probability, noneProbability, expectedCost };
    }
    if (answer === classes.length) {
      return {
        prediction: null,
        outcome: "none",
        probability: noneProbability,
        noneProbability,
        expectedCost,
      };
    }
    const probability = row[answer] * inScope;
    return { prediction: classes[answer], outcome: "class", probability, noneProbability, expectedCost };
  };
}

/** @param mayLack whether the last classes may be missing: those that corrections added since the training */
function rejectOtherClasses(
  classes: readonly string[],
  heldOut: HeldOutAnswers | undefined,
  mayLack: boolean,
): void {
  if (heldOut === undefined) return;
  const isComplete = mayLack || heldOut.classes.length === classes.length;
  if (isComplete && heldOut.classes.every((name, c) => name === classes[c])) return;
  throw new InputError(
    "The option heldOut holds answers of a model with other classes; make them with this classifier (answerHeldOut).",
  );
}
