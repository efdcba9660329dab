import { ClassTree } from "../hierarchy/class-tree.ts";
import { isInNode, levelOf, nodeAtLevel, nodesAbove } from "../hierarchy/paths.ts";
import type { ScoredPrediction } from "./evaluated-row.ts";

/** How good the answers are at each level of a tree of classes. */
export interface HierarchyScores {
  /** From the top down. The last level has the classes themselves. */
  readonly levels: readonly LevelScores[];
  /** Share of rows with an answer: a class or a node above classes, 0 to 1. */
  readonly answered: number;
  /** Share of these answers that are the true class or a node above it, 0 to 1. NaN if there is no answer. */
  readonly correct: number;
  /** What the option threshold would answer. Empty if a row lacks the probabilities of some classes. */
  readonly thresholds: readonly NodeThreshold[];
}

/** The quality of the answers at one level. A class that is higher in the tree counts at the levels below it, too. */
export interface LevelScores {
  /** 1 is the top. */
  readonly level: number;
  /** Number of nodes of this level. */
  readonly nodes: number;
  /** Number of rows whose true node of this level is known. */
  readonly rows: number;
  /** Share of these rows whose answer is in the true node, 0 to 1. NaN if there are no rows. */
  readonly accuracy: number;
  /** Mean probability of the node that the answer is in, 0 to 1. Absent if a row lacks the probabilities of some classes. */
  readonly meanProbability?: number;
}

/** The answers with the deepest node that reaches a threshold. */
export interface NodeThreshold {
  readonly threshold: number;
  /** Share of rows that get an answer, 0 to 1. */
  readonly answered: number;
  /** Share of the answers that are the true class or a node above it, 0 to 1. NaN if there is no answer. */
  readonly correct: number;
  /** Mean probability of the answers, 0 to 1. NaN if there is no answer. */
  readonly meanProbability: number;
  /** Share of the answers that are classes, 0 to 1. NaN if there is no answer. */
  readonly classes: number;
}

const thresholds = [0.5, 0.8, 0.9, 0.95, 0.99];
/** Probabilities that sum to less than this are only those of the most probable classes. */
const completeFrom = 0.999;

/** A row reduced to what the scores need. */
interface LevelRow {
  readonly truth: string;
  readonly prediction: string | null;
  /** Probability of each node on the path of the prediction, from the top down; absent if classes are missing. */
  readonly onPath?: readonly number[];
  /** The node that answers at each threshold, and its probability. */
  readonly answers?: readonly ({ readonly name: string; readonly probability: number } | undefined)[];
}

/** Collects rows and computes the scores of the levels. Rows that are out of scope are left out. */
export class HierarchyTally {
  readonly #classes: readonly string[] | undefined;
  readonly #rows: LevelRow[] = [];
  readonly #names = new Set<string>();
  #tree: { readonly names: readonly string[]; readonly tree: ClassTree } | undefined;

  /** @param classes names of the classes; undefined if they are those of the probabilities */
  constructor(classes: readonly string[] | undefined) {
    this.#classes = classes;
    for (const name of classes ?? []) this.#names.add(name);
  }

  add(truth: string | null, { prediction, probabilities }: ScoredPrediction): void {
    if (truth === null) return;
    this.#names.add(truth);
    if (prediction !== null) this.#names.add(prediction);
    this.#rows.push({
      truth,
      prediction,
      ...(probabilities && this.#withProbabilities(prediction, probabilities)),
    });
  }

  /** Returns the scores; undefined if there are no rows. */
  finish(): HierarchyScores | undefined {
    if (this.#rows.length === 0) return undefined;
    const inner = new Set([...this.#names].flatMap(nodesAbove));
    const leaves = [...this.#names].filter((name) => !inner.has(name));
    const deepest = Math.max(...leaves.map(levelOf));
    const answers = this.#rows.filter(({ prediction }) => prediction !== null);
    const isCorrect = ({ truth, prediction }: LevelRow) =>
      isInNode(truth, prediction!) || isInNode(prediction!, truth);
    return {
      levels: Array.from({ length: deepest }, (_, i) => this.#level(i + 1, leaves, inner)),
      answered: answers.length / this.#rows.length,
      correct: answers.filter(isCorrect).length / answers.length,
      thresholds: this.#rows.every(({ answers }) => answers)
        ? thresholds.map((_, i) => this.#threshold(i))
        : [],
    };
  }

  #withProbabilities(
    prediction: string | null,
    probabilities: Readonly<Record<string, number>>,
  ): Partial<LevelRow> {
    const names = this.#classes ?? Object.keys(probabilities);
    const row = names.map((name) => probabilities[name] ?? 0);
    if (row.reduce((sum, each) => sum + each, 0) < completeFrom) return {};
    if (this.#tree === undefined || names.some((name, c) => name !== this.#tree?.names[c])) {
      this.#tree = { names, tree: new ClassTree(names) };
    }
    const { tree } = this.#tree;
    const sums = tree.sums(row);
    const best = row.indexOf(Math.max(...row));
    const node = tree.nodes.findIndex(({ name }) => name === prediction);
    return {
      ...(node >= 0 && { onPath: tree.pathTo(node).map((each) => sums[each]) }),
      answers: thresholds.map((threshold) => {
        const found = tree.deepest(sums, best, threshold);
        return found && { name: tree.nodes[found.node].name, probability: found.probability };
      }),
    };
  }

  #level(level: number, leaves: readonly string[], inner: ReadonlySet<string>): LevelScores {
    const rows = this.#rows.filter(({ truth }) => levelOf(truth) >= level || !inner.has(truth));
    const hits = rows.filter(
      ({ truth, prediction }) =>
        prediction !== null && nodeAtLevel(prediction, level) === nodeAtLevel(truth, level),
    );
    const probabilities = rows.map(({ onPath }) => onPath?.[Math.min(level, onPath.length) - 1]);
    const isKnown = rows.length > 0 && probabilities.every((each) => each !== undefined);
    return {
      level,
      nodes: new Set(leaves.map((name) => nodeAtLevel(name, level))).size,
      rows: rows.length,
      accuracy: hits.length / rows.length,
      ...(isKnown && { meanProbability: mean(probabilities as number[]) }),
    };
  }

  #threshold(place: number): NodeThreshold {
    const inner = new Set([...this.#names].flatMap(nodesAbove));
    const answers = this.#rows.flatMap(({ truth, answers }) => {
      const found = answers?.[place];
      return found ? [{ truth, ...found }] : [];
    });
    return {
      threshold: thresholds[place],
      answered: answers.length / this.#rows.length,
      correct: mean(
        answers.map(({ truth, name }) => (isInNode(truth, name) || isInNode(name, truth) ? 1 : 0)),
      ),
      meanProbability: mean(answers.map(({ probability }) => probability)),
      classes: mean(answers.map(({ name }) => (inner.has(name) ? 0 : 1))),
    };
  }
}

/**
 * Returns a prediction as it is compared with a truth that is a node above classes: the classes below the node are one.
 * Other predictions are returned as they are.
 */
export function atTruth(truth: string | null, given: ScoredPrediction): ScoredPrediction {
  if (truth === null) return given;
  const { prediction, probabilities } = given;
  const isBelow = (name: string) => name !== truth && isInNode(name, truth);
  const below = Object.keys(probabilities ?? {}).filter(isBelow);
  if (below.length === 0 && (prediction === null || !isBelow(prediction))) return given;
  const total = below.reduce((sum, name) => sum + probabilities![name], 0);
  const merged = { ...probabilities, [truth]: Math.min((probabilities?.[truth] ?? 0) + total, 1) };
  for (const name of below) delete merged[name];
  if (prediction === null || !isBelow(prediction)) return { ...given, probabilities: merged };
  const { probability: _, ...rest } = given;
  return {
    ...rest,
    prediction: truth,
    ...(probabilities
      ? { probabilities: merged }
      : given.probability !== undefined && { probability: given.probability }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
