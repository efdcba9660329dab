import { InputError, optionError } from "../../errors.ts";
import { rowOf } from "../../math/matrix.ts";
import type { OptionNames } from "../../options/known-options.ts";
import { isBlank } from "../../task/visible-text.ts";
import { noneFrom } from "../../trained-model/decision-rule.ts";
import type { TrainedModel } from "../../trained-model/trained-model.ts";
import { checkTexts, checkWorkOptions } from "../check-arguments.ts";
import { explainOptionNames } from "../option-names.ts";
import type { WorkOptions } from "../options.ts";
import { checkClassifyOptions } from "../settings.ts";
import { explainLevels } from "./explain-levels.ts";
import type { ExplainOptions, Explanation, NearestExample, RemovalEffect } from "./explanation.ts";
import { type ComparedTask, compareWithExamples } from "./nearest-examples.ts";
import { removalEffects } from "./removal-effects.ts";

/** Default of the option nearest. */
export const usualNearest = 5;
/** Number of words in each list of the runner-up and of none. */
const listedWords = 5;
/** Changes smaller than this are not listed: the words do not matter. */
const minOddsChange = 0.05;
const minNoneChange = 0.005;

/**
 * Explains the answer to one text.
 * @throws InputError for an invalid option or a text that is not a string; CancelledError
 */
export async function explainText(
  model: TrainedModel,
  task: ComparedTask,
  text: string,
  options: ExplainOptions & WorkOptions,
): Promise<Explanation> {
  checkExplain(text, options, explainOptionNames);
  const { none, threshold, nearest: listed = usualNearest, maxRemovals, maxExamples } = options;
  const work = { onProgress: options.onProgress, signal: options.signal };
  const [answer] = await model.classify([text], { none, threshold, ...work });
  const { probabilities: alone } = await model.predictAsNew([text], work);
  const [first, second] = answer.scores.map(({ label }) => model.classes.indexOf(label));
  const own = isBlank(text) ? model.classes.map((name) => answer.probabilities[name]) : rowOf(alone, 0);
  const whole = { text, explained: first, runnerUp: second, probabilities: own };
  const order = answer.scores.map(({ label }) => label);
  const { found, searched } = isBlank(text)
    ? { found: [], searched: { examples: 0, of: task.examples.length } }
    : await compareWithExamples(model, text, task, order, maxExamples, work);
  const { removals, rows } = await removalEffects(model, whole, maxRemovals, work);
  const evidence = { explained: first, probabilities: own, words: rows, nearest: found };
  return {
    text,
    answer,
    explained: { label: model.classes[first], probability: own[first] },
    isOwnExample: answer.probabilities[model.classes[first]] !== own[first],
    nearest: found.slice(0, listed),
    searched,
    ...removals,
    runnerUp: runnerUpOf(answer.scores[1], removals.words, found),
    none: noneReason(answer.noneProbability, removals.words),
    ...(model.tree && { levels: explainLevels(model.tree, evidence) }),
  };
}

function runnerUpOf(
  { label, probability }: { readonly label: string; readonly probability: number },
  words: readonly RemovalEffect[],
  found: readonly NearestExample[],
): Explanation["runnerUp"] {
  const nearest = found.find((example) => example.label === label);
  const oddsChange = (effect: RemovalEffect): number => effect.oddsChange;
  return {
    label,
    probability,
    wordsAgainst: strongest(words, (effect) => -oddsChange(effect), minOddsChange),
    wordsFor: strongest(words, oddsChange, minOddsChange),
    ...(nearest && { nearest }),
  };
}

function noneReason(probability: number, words: readonly RemovalEffect[]): Explanation["none"] {
  return {
    probability,
    from: noneFrom,
    isOutOfScope: probability >= noneFrom,
    wordsFor: strongest(words, (effect) => probability - effect.noneProbability, minNoneChange),
    wordsAgainst: strongest(words, (effect) => effect.noneProbability - probability, minNoneChange),
  };
}

/** Returns the words with the largest sizes of at least `least`, the largest first. */
function strongest(
  words: readonly RemovalEffect[],
  sizeOf: (effect: RemovalEffect) => number,
  least: number,
): RemovalEffect[] {
  return words
    .filter((effect) => sizeOf(effect) >= least)
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .slice(0, listedWords);
}

/** @throws InputError if the text or an option is invalid */
export function checkExplain<Options extends Omit<ExplainOptions, "none"> & WorkOptions>(
  text: string,
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  if (typeof text !== "string")
    throw new InputError("Only one text can be explained at a time; give a string.");
  checkTexts(text);
  checkWorkOptions(options, names);
  checkClassifyOptions(options);
  for (const name of ["nearest", "maxRemovals", "maxExamples"] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0)) {
      throw optionError(name, "a whole number, 0 or more", value);
    }
  }
}
