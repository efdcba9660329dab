import type { Encoder } from "../encoder/encoder.ts";
import { listNames } from "../files/list-names.ts";
import type { PromptMeans } from "../head/mean-prior.ts";
import { type Matrix, rowOf, takeRows } from "../math/matrix.ts";
import { multiply } from "../onnx/product.ts";
import { estimateWords, squashSpaces } from "../prompts/words.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { unfamiliarLanguage } from "../trained-model/encoder-channel.ts";
import type { TrainingWarning } from "../trained-model/fit.ts";

/**
 * Cosine from which the vectors of two descriptions give a warning. Two wordings of one description measure 0.84. If it
 * is smaller, more pairs are reported.
 */
const similarFrom = 0.8;
/** A description of fewer words gives a warning. If it is larger, more descriptions are reported. */
const minWords = 4;
/** Number of pairs of similar classes that are reported one by one; the rest share one warning. */
const maxNamed = 5;
/** Rows whose cosines are computed at once. More take more memory. */
const blockRows = 512;

/**
 * Warns of very short descriptions of classes without examples, and of classes whose descriptions are nearly equal.
 * @param counts number of examples of each class: [classes]
 */
export async function trainingWarnings(
  classes: readonly ClassDefinition[],
  prompts: PromptMeans,
  counts: Float64Array,
): Promise<TrainingWarning[]> {
  const thin = classes.filter(
    ({ prompt }, c) => prompt !== undefined && counts[c] === 0 && estimateWords(prompt) < minWords,
  );
  const pairs = [...equalPairs(classes), ...(await similarPairs(prompts, classes))];
  return [
    ...more(
      thin.map(({ name }) => name),
      thinPrompt,
    ),
    ...pairs.slice(0, maxNamed).map(([a, b]) => similarClasses([classes[a].name, classes[b].name])),
    ...more(
      pairs.slice(maxNamed).flatMap(([a, b]) => [classes[a].name, classes[b].name]),
      similarClasses,
    ),
  ];
}

/** Warns of descriptions and of examples in a language that the encoder was not made for. */
export function languageWarnings(
  encoder: Encoder,
  texts: { readonly snippets: readonly Example[]; readonly examples: readonly Example[] },
): TrainingWarning[] {
  const kinds = [
    ["The descriptions", texts.snippets],
    ["The examples", texts.examples],
  ] as const;
  return kinds
    .filter(([, some]) => encoder.isUnfamiliar?.(some.map(({ text }) => text)))
    .map(([subject, some]) => ({
      kind: "unfamiliar-language",
      classes: [...new Set(some.map(({ label }) => label))],
      message: unfamiliarLanguage(subject, encoder.identity),
    }));
}

/** Maximum number of characters of a text that a warning shows. */
const maxShownCharacters = 60;

/**
 * Warns of texts whose copies have different labels.
 * @param copies examples with the same number are copies of one text
 */
export function contradictionWarnings(examples: readonly Example[], copies: Int32Array): TrainingWarning[] {
  const firsts = new Map<number, Example>();
  const contradicted = new Map<number, readonly [Example, Example]>();
  const classes = new Set<string>();
  for (const [i, example] of examples.entries()) {
    const first = firsts.get(copies[i]);
    if (first === undefined) firsts.set(copies[i], example);
    else if (first.label !== example.label) {
      if (!contradicted.has(copies[i])) contradicted.set(copies[i], [first, example]);
      classes.add(first.label).add(example.label);
    }
  }
  const [example] = contradicted.values();
  if (example === undefined) return [];
  const [first, other] = example;
  const texts = contradicted.size === 1 ? "1 text has" : `${contradicted.size} texts have`;
  const labels = `${JSON.stringify(first.label)} in one row and ${JSON.stringify(other.label)} in another`;
  const message = `${texts} more than one label: ${JSON.stringify(shortened(first.text))} is ${labels}. Give each text one label; until then its label is a guess.`;
  return [{ kind: "contradictory-labels", classes: [...classes], message }];
}

function shortened(text: string): string {
  const characters = Array.from(text.trim());
  if (characters.length <= maxShownCharacters) return characters.join("");
  return `${characters.slice(0, maxShownCharacters).join("")}…`;
}

function thinPrompt(names: readonly string[]): TrainingWarning {
  const message =
    names.length === 1
      ? `The description of ${quoted(names)} is very short. Describe in one or two sentences what belongs to the class.`
      : `The descriptions of ${names.length} classes are very short: ${quoted(names, 3)}. Describe in one or two sentences what belongs to each.`;
  return { kind: "thin-prompt", classes: names, message };
}

function similarClasses(names: readonly string[]): TrainingWarning {
  const message =
    names.length === 2
      ? `The descriptions of ${quoted(names)} are nearly the same. Describe how the classes differ, or add examples.`
      : `More classes have nearly the same description as another class: ${quoted(names, 6)}.`;
  return { kind: "similar-classes", classes: names, message };
}

function more(
  names: readonly string[],
  warn: (names: readonly string[]) => TrainingWarning,
): TrainingWarning[] {
  const distinct = [...new Set(names)];
  return distinct.length === 0 ? [] : [warn(distinct)];
}

function quoted(names: readonly string[], max = names.length): string {
  return listNames(
    names.map((name) => JSON.stringify(name)),
    max,
  );
}

/** Returns pairs of classes with the same description: each class with the first one that has it. */
function equalPairs(classes: readonly ClassDefinition[]): [number, number][] {
  const firsts = new Map<string, number>();
  const pairs: [number, number][] = [];
  for (const [c, { prompt }] of classes.entries()) {
    if (prompt === undefined) continue;
    const first = firsts.get(comparable(prompt));
    if (first === undefined) firsts.set(comparable(prompt), c);
    else pairs.push([first, c]);
  }
  return pairs;
}

function comparable(prompt: string): string {
  return squashSpaces(prompt).toLowerCase();
}

/** Returns pairs of classes whose descriptions differ but have vectors with a high cosine, the closest pair first. */
async function similarPairs(
  { means, known }: PromptMeans,
  classes: readonly ClassDefinition[],
): Promise<[number, number][]> {
  const prompts = classes.map(({ prompt }) => prompt && comparable(prompt));
  const found: { readonly pair: [number, number]; readonly cosine: number }[] = [];
  for (let start = 0; start < means.rows; start += blockRows) {
    const block = takeRows(means, range(start, Math.min(start + blockRows, means.rows)));
    const cosines: Matrix = await multiply(block, means, { transposeB: true });
    for (let i = 0; i < block.rows; i++) {
      const row = rowOf(cosines, i);
      for (let other = start + i + 1; other < means.rows; other++) {
        const isPair =
          known[start + i] &&
          known[other] &&
          row[other] >= similarFrom &&
          prompts[start + i] !== prompts[other];
        if (isPair) found.push({ pair: [start + i, other], cosine: row[other] });
      }
    }
  }
  return found.sort((a, b) => b.cosine - a.cosine).map(({ pair }) => pair);
}

function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, i) => start + i);
}
