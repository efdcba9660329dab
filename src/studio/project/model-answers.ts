import type { Classification } from "../../index.ts";
import { pathSeparator } from "../../store/class-paths.ts";
import type { NewAnswer } from "../../store/text-table.ts";

type Ids = ReadonlyMap<string | null, number>;

/** Turns an answer with one class into the form in which it is stored. */
export function plainAnswer(
  id: number,
  { prediction, probability, scores, noneProbability }: Classification,
  ids: Ids,
): NewAnswer {
  const found = prediction === null ? undefined : ids.get(prediction);
  // After "none" the most probable class is the runner-up.
  const second = prediction === null ? scores[0] : scores[1];
  return {
    ...{ id, labels: found === undefined ? [] : [found], probability, noneProbability },
    runnerUp: second === undefined ? null : (ids.get(second.label) ?? null),
    runnerUpProbability: second?.probability ?? null,
  };
}

/** Turns an answer with several labels into the form in which it is stored. Its probability is that of the least sure label. */
export function labelSetAnswer(
  id: number,
  { labels = [], scores, probability, noneProbability }: Classification,
  ids: Ids,
): NewAnswer {
  const known = labels.filter((label) => ids.has(label));
  const chosen = new Set(known);
  const shares = new Map(
    scores.filter(({ label }) => chosen.has(label)).map((each) => [each.label, each.probability]),
  );
  const shareOf = (label: string) => shares.get(label)!;
  const second = scores.find(({ label }) => !chosen.has(label));
  return {
    ...{ id, noneProbability },
    labels: known.map((label) => ids.get(label)!),
    probability: known.length === 0 ? probability : Math.min(...known.map(shareOf)),
    scores: known.map((label) => [ids.get(label)!, shareOf(label)] as const),
    runnerUp: second === undefined ? null : (ids.get(second.label) ?? null),
    runnerUpProbability: second?.probability ?? null,
  };
}

/** The classes of a tree. Making it takes as long as an answer, so it is made once for many texts. */
export interface TreeNodes {
  readonly ids: Ids;
  /** All classes: those that texts are answered with, and those above them. `level` is 0 at the top. */
  readonly nodes: readonly { readonly id: number; readonly level: number }[];
  /** Of each class: its number in `nodes`, and those of the classes above it. */
  readonly above: ReadonlyMap<string, readonly number[]>;
}

/** @param ids of all classes by their paths */
export function treeNodes(ids: Ids): TreeNodes {
  const paths = [...ids].filter((entry): entry is [string, number] => entry[0] !== null);
  const numbers = new Map(paths.map(([path], number) => [path, number]));
  const nodes = paths.map(([path, id]) => ({ id, level: path.split(pathSeparator).length - 1 }));
  const above = new Map(
    paths.map(([path]) => [path, pathsTo(path).flatMap((each) => numbers.get(each) ?? [])]),
  );
  return { ids, nodes, above };
}

/**
 * Turns an answer in a tree into the form in which it is stored: with the most probable node per level, so that the deepest one
 * that reaches a threshold is known for every threshold. As in the library, probabilities are multiplied by that of being in
 * scope if "none" is an answer.
 */
export function treeAnswer(id: number, found: Classification, { ids, nodes, above }: TreeNodes): NewAnswer {
  const { prediction, probability, scores: classes } = found;
  const answer = plainAnswer(id, found, ids);
  if (prediction === null) return answer;
  const sums = new Float64Array(nodes.length);
  for (const { label, probability: share } of classes)
    for (const node of above.get(label) ?? []) sums[node] += share;
  const levels: (readonly [number, number])[] = [];
  const inScope = probability / classes[0].probability;
  for (const [node, { id: classId, level }] of nodes.entries()) {
    const share = Math.min(1, sums[node] * inScope);
    if (share > (levels[level]?.[1] ?? -1)) levels[level] = [classId, share];
  }
  const scores = levels.filter((each) => each !== undefined);
  return { ...answer, scores, topProbability: Math.max(probability, scores[0]?.[1] ?? 0) };
}

/** Returns the paths of the classes above a class, from the top down, and its own. */
function pathsTo(path: string): string[] {
  const parts = path.split(pathSeparator);
  return parts.map((_, i) => parts.slice(0, i + 1).join(pathSeparator));
}
