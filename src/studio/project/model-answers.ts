import { type Classification, nodeProbabilities } from "../../index.ts";
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
  { labels = [], scores, probabilities, probability, noneProbability }: Classification,
  ids: Ids,
): NewAnswer {
  const known = labels.filter((label) => ids.has(label));
  const chosen = new Set(known);
  const second = scores.find(({ label }) => !chosen.has(label));
  return {
    ...{ id, noneProbability },
    labels: known.map((label) => ids.get(label)!),
    probability: known.length === 0 ? probability : Math.min(...known.map((label) => probabilities[label])),
    scores: known.map((label) => [ids.get(label)!, probabilities[label]] as const),
    runnerUp: second === undefined ? null : (ids.get(second.label) ?? null),
    runnerUpProbability: second?.probability ?? null,
  };
}

/**
 * Turns an answer in a tree into the form in which it is stored: with the most probable node per level, so that the deepest one
 * that reaches a threshold is known for every threshold. As in the library, probabilities are multiplied by that of being in
 * scope if "none" is an answer.
 */
export function treeAnswer(id: number, found: Classification, ids: Ids): NewAnswer {
  const { prediction, probability, probabilities } = found;
  const answer = plainAnswer(id, found, ids);
  if (prediction === null) return answer;
  const levels: (readonly [number, number])[] = [];
  const inScope = probability / probabilities[prediction];
  for (const [path, sum] of Object.entries(nodeProbabilities(probabilities))) {
    const level = path.split(pathSeparator).length - 1;
    const node = ids.get(path);
    const share = Math.min(1, sum * inScope);
    if (node !== undefined && share > (levels[level]?.[1] ?? -1)) levels[level] = [node, share];
  }
  const scores = levels.filter((each) => each !== undefined);
  return { ...answer, scores, topProbability: Math.max(probability, scores[0]?.[1] ?? 0) };
}
