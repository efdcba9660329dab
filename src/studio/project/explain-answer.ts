import { type Classifier, type Explanation, nodeProbabilities } from "../../index.ts";
import { pathSeparator } from "../../store/class-paths.ts";
import type { ExplainedLevel, StudioExplanation } from "../contract.ts";

/** How the project answers texts. */
interface AnswerSettings {
  readonly none: boolean;
  readonly threshold: number;
}

/** Maximum number of words whose effect on each level of a tree is computed. More take longer. */
const maxWords = 60;
/** Effects on a probability that are smaller are left out. */
const minChange = 0.005;

/** Explains the answer to a text: of several labels each on its own, in a tree each level of the path. */
export async function explainAnswer(
  classifier: Classifier,
  text: string,
  { none, threshold }: AnswerSettings,
): Promise<StudioExplanation> {
  if (classifier.multiLabel) return classifier.explainLabels(text);
  const explanation = await classifier.explain(text, { none, threshold });
  if (!classifier.hierarchy) return explanation;
  return { ...explanation, levels: await explainedLevels(classifier, explanation) };
}

/** Explains each class on the path to the most probable one, from the top down. */
async function explainedLevels(
  classifier: Classifier,
  { explained, answer, words, isOwnExample }: Explanation,
): Promise<ExplainedLevel[]> {
  // An own example has the probability of its label, which no removal of a word explains.
  const removed = isOwnExample
    ? []
    : words.slice(0, maxWords).filter(({ remaining }) => remaining.trim() !== "");
  const shortened = await classifier.classify(removed.map(({ remaining }) => remaining));
  const sums = nodeProbabilities(answer.probabilities);
  return pathsTo(explained.label).map((label) => {
    const probability = sums[label] ?? 0;
    const effects = removed.map(({ part, places }, i) => ({
      ...{ part, places },
      change: sumBelow(shortened[i].probabilities, label) - probability,
    }));
    const runnerUp = mostProbableSibling(sums, label);
    return {
      ...{ label, probability },
      ...(runnerUp !== undefined && { runnerUp }),
      words: effects
        .filter(({ change }) => Math.abs(change) >= minChange)
        .sort((one, other) => Math.abs(other.change) - Math.abs(one.change)),
    };
  });
}

/** Returns the paths of the classes above a class, from the top down, and its own. */
function pathsTo(label: string): string[] {
  const parts = label.split(pathSeparator);
  return parts.map((_, i) => parts.slice(0, i + 1).join(pathSeparator));
}

/** Returns the probability of a class, or the sum of those below it. */
function sumBelow(probabilities: Readonly<Record<string, number>>, label: string): number {
  const start = label + pathSeparator;
  let sum = 0;
  for (const [path, value] of Object.entries(probabilities))
    if (path === label || path.startsWith(start)) sum += value;
  return sum;
}

/** Returns the most probable class beside another one: with the same class above it. */
function mostProbableSibling(
  sums: Readonly<Record<string, number>>,
  label: string,
): ExplainedLevel["runnerUp"] | undefined {
  const above = parentOf(label);
  const [first] = Object.entries(sums)
    .filter(([path]) => path !== label && parentOf(path) === above)
    .sort(([, one], [, other]) => other - one);
  return first && { label: first[0], probability: first[1] };
}

/** Returns the path of the class above; undefined at the top. */
function parentOf(path: string): string | undefined {
  const end = path.lastIndexOf(pathSeparator);
  return end < 0 ? undefined : path.slice(0, end);
}
