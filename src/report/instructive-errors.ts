import type { Evaluation, WrongAnswer } from "../index.ts";

/** Default number of errors. More take longer to explain and to read. */
const usualErrors = 12;

/**
 * Chooses wrong answers from which one learns most: the surest error of each of the most confused pairs of classes, then the
 * surest of the others. Each has a text.
 * @param max maximum number of errors; default: 12
 * @example
 * const errors = instructiveErrors(evaluation);
 * const explanations = await Promise.all(errors.map(({ text }) => classifier.explain(text)));
 */
export function instructiveErrors(
  { mostConfused, wrongAnswers }: Pick<Evaluation, "mostConfused" | "wrongAnswers">,
  max = usualErrors,
): (WrongAnswer & { readonly text: string })[] {
  const known = wrongAnswers.filter((answer) => hasText(answer));
  // Half of the places are for errors of any pair, such as wrong labels.
  const ofPairs = mostConfused
    .map((pair) =>
      known.find(({ truth, prediction }) => truth === pair.truth && prediction === pair.prediction),
    )
    .filter((answer) => answer !== undefined)
    .slice(0, Math.ceil(max / 2));
  return [...new Set([...ofPairs, ...known])].slice(0, max);
}

function hasText(answer: WrongAnswer): answer is WrongAnswer & { readonly text: string } {
  return answer.text !== undefined && answer.text.trim() !== "";
}
