import type { LabeledVectors } from "../../head/labeled-vectors.ts";
import type { PromptMeans } from "../../head/mean-prior.ts";
import { type Matrix, rowOf, zeros } from "../../math/matrix.ts";
import { addScaled, dot } from "../../math/vector.ts";
import type { Snippet } from "../../prompts/snippets.ts";
import type { Example } from "../../task/task.ts";
import { descriptionOverlap, type OverlappingPair } from "../../training/description-overlap.ts";
import type { Problem } from "./diagnosis.ts";
import { telltaleWords } from "./telltale-words.ts";

/** Cosine of two descriptions from which they may overlap. Larger: fewer pairs are reported. */
const minCosine = 0.3;
/** Estimated share of confused texts from which a pair is reported. Larger: fewer pairs are reported. */
const minEstimate = 0.05;
/** Maximum number of pairs that are reported. */
const maxPairs = 20;
/** A class is reported if it is expected to take this many times the median of all classes. Larger: fewer classes. */
const swallowingFactor = 1.75;
/** Fewer classes than this have no meaningful median. */
const minClassesForMedian = 5;
/** Cosine by which a name must be nearer to another description than to its own. Larger: fewer names are reported. */
const nameMargin = 0.15;

/** The described classes, their snippets and their vectors in projected space. */
export interface DescribedClasses {
  readonly names: readonly string[];
  readonly snippets: readonly Snippet[];
  readonly pieces: LabeledVectors;
  readonly prompts: PromptMeans;
  /** Labeled examples, to find words that tell classes apart. */
  readonly examples: readonly Example[];
}

/** Finds pairs of descriptions that overlap, classes that take texts of others, and names that mislead. */
export async function overlapProblems(task: DescribedClasses): Promise<Problem[]> {
  const { pairs, taken } = await descriptionOverlap(task.prompts.means, minCosine);
  const close = pairs.filter(({ estimates: [one, other] }) => (one + other) / 2 >= minEstimate);
  return [
    ...close.slice(0, maxPairs).map((pair) => overlapProblem(task, pair)),
    ...swallowing(task, taken),
    ...misleadingNames(task),
  ];
}

function overlapProblem(task: DescribedClasses, { pair: [a, b], estimates }: OverlappingPair): Problem {
  const [one, other] = [task.names[a], task.names[b]];
  const estimate = (estimates[0] + estimates[1]) / 2;
  return {
    kind: "overlap",
    classes: [one, other],
    message: `The descriptions of ${JSON.stringify(one)} and ${JSON.stringify(other)} overlap: about ${percent(estimate)} of their texts are expected to be confused.`,
    fix: [fixOf(task, a, b), fixOf(task, b, a)].join(" "),
    estimate,
  };
}

/** Returns which part of a description to drop or to stress, and which words of the examples to add. */
function fixOf(task: DescribedClasses, own: number, other: number): string {
  const clauses = clausesOf(task, own)
    .map(({ text, vector }) => ({
      text,
      lead: closeness(task, vector, own) - closeness(task, vector, other),
    }))
    .sort((a, b) => a.lead - b.lead);
  const name = JSON.stringify(task.names[own]);
  const words = telltaleWords(task.examples, task.names[own], task.names[other]);
  const add = words.length === 0 ? "" : ` Add words of its examples: ${words.join(", ")}.`;
  if (clauses.length === 0) return `Describe ${name} in whole sentences.${add}`;
  const [worst] = clauses;
  const best = clauses[clauses.length - 1];
  const rival = JSON.stringify(task.names[other]);
  if (clauses.length === 1)
    return `${name} says only ${JSON.stringify(best.text)}: add what its texts say and those of ${rival} do not.${add}`;
  if (worst.lead < 0) return `In ${name}, drop or reword ${JSON.stringify(worst.text)}.${add}`;
  return `In ${name}, say more like ${JSON.stringify(best.text)}.${add}`;
}

function swallowing(task: DescribedClasses, taken: Float64Array): Problem[] {
  if (taken.length < minClassesForMedian) return [];
  const median = [...taken].sort((a, b) => a - b)[Math.floor(taken.length / 2)];
  return Array.from(taken.keys())
    .filter((c) => taken[c] >= swallowingFactor * median)
    .sort((a, b) => taken[b] - taken[a])
    .map((c) => {
      const general = mostGeneral(task, c);
      const name = JSON.stringify(task.names[c]);
      return {
        kind: "swallowing",
        classes: [task.names[c]],
        message: `The class ${name} is expected to take ${(taken[c] / median).toFixed(1)} times as many texts of other classes as usual.`,
        fix:
          general === undefined
            ? `Describe ${name} more narrowly.`
            : `Drop or narrow ${JSON.stringify(general)}, which fits many classes.`,
        estimate: taken[c],
      };
    });
}

/** Returns the clause that is nearest to the other classes on average. */
function mostGeneral(task: DescribedClasses, own: number): string | undefined {
  const others = task.names.map((_, c) => c).filter((c) => c !== own);
  const scored = clausesOf(task, own).map(({ text, vector }) => ({
    text,
    mean: others.reduce((sum, c) => sum + closeness(task, vector, c), 0) / others.length,
  }));
  return scored.sort((a, b) => b.mean - a.mean)[0]?.text;
}

function misleadingNames(task: DescribedClasses): Problem[] {
  const contents = contentMeans(task);
  const found: (Problem & { readonly lead: number })[] = [];
  for (const [i, { kind }] of task.snippets.entries()) {
    if (kind !== "name") continue;
    const own = task.pieces.labels[i];
    const vector = rowOf(task.pieces.vectors, i);
    const near = task.names.map((_, c) => cosine(vector, rowOf(contents, c)));
    const best = near.indexOf(Math.max(...near));
    const lead = near[best] - near[own];
    if (best === own || lead < nameMargin) continue;
    const [name, other] = [JSON.stringify(task.names[own]), JSON.stringify(task.names[best])];
    found.push({
      kind: "misleading-name",
      classes: [task.names[own], task.names[best]],
      message: `The name ${name} fits the description of ${other} better than its own.`,
      fix: `Rename ${name}, or say in its description what the name means; the name counts as a part of the description.`,
      lead,
    });
  }
  return found.sort((a, b) => b.lead - a.lead).map(({ lead: _, ...problem }) => problem);
}

/** Returns the mean of the snippets of each class that do not hold its name. */
function contentMeans({ names, snippets, pieces: { vectors, labels } }: DescribedClasses): Matrix {
  const means = zeros(names.length, vectors.columns);
  for (const [i, { kind }] of snippets.entries()) {
    if (kind === "name" || kind === "about" || kind === "named") continue;
    addScaled(rowOf(means, labels[i]), rowOf(vectors, i));
  }
  return means;
}

/** Returns the clauses and list items of a description with their vectors. */
function clausesOf(
  task: DescribedClasses,
  own: number,
): { readonly text: string; readonly vector: Float32Array }[] {
  return task.snippets.flatMap(({ kind, text }, i) =>
    task.pieces.labels[i] === own && (kind === "clause" || kind === "item")
      ? [{ text, vector: rowOf(task.pieces.vectors, i) }]
      : [],
  );
}

/** Returns the cosine of a snippet and the mean of a class. */
function closeness({ prompts }: DescribedClasses, vector: Float32Array, c: number): number {
  return cosine(vector, rowOf(prompts.means, c));
}

function cosine(one: Float32Array, other: Float32Array): number {
  return dot(one, other) / Math.max(Math.sqrt(dot(one, one) * dot(other, other)), 1e-9);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
