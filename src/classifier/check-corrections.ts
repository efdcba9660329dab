import { InputError } from "../errors.ts";
import { quote } from "../files/quote.ts";
import { checkClassName } from "../task/check-classes.ts";
import type { LabelSet } from "../task/label-sets/label-set.ts";
import { copyKey } from "../task/text-groups.ts";
import { isBlank } from "../task/visible-text.ts";
import { isSameAnswer } from "../trained-model/changed-answers.ts";
import { activeCorrections, type Corrections, examplesOf } from "../trained-model/corrections.ts";
import { textKey } from "../trained-model/remembered-rows.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { CorrectionOptions } from "./correction-options.ts";
import type { ContradictedText } from "./correction-report.ts";

/**
 * Checks the labels of corrections.
 * @param hasSets whether texts may have several labels
 * @returns each text once, with the names of classes
 * @throws InputError if a text is blank or is corrected in two ways, or a label is rejected
 */
export function checkCorrections(
  { draft }: Pick<ClassifierParts, "draft">,
  given: readonly LabelSet[],
  options: CorrectionOptions,
  hasSets: boolean,
): LabelSet[] {
  const pairs = given.flatMap(({ labels }, row) =>
    labels.map((label) => ({ label: checkClassName(label), row })),
  );
  const checked = draft.checkLabels(pairs, options);
  const found = new Map<string, LabelSet>();
  for (const [i, { text }] of given.entries()) {
    if (isBlank(text)) throw new InputError("A text without a visible character cannot be corrected.");
    const labels = [...new Set(checked.filter(({ row }) => row === i).map(({ label }) => label))];
    if (!hasSets && given[i].labels.length !== 1)
      throw new InputError(
        `The text ${quote(text)} must have one label, since this classifier gives one class per text.`,
      );
    // A word for a missing value is not a label.
    if (labels.length === 0 && given[i].labels.length > 0) continue;
    const before = found.get(textKey(text));
    if (before !== undefined && !isSameAnswer(before.labels, labels)) throw twoWays(text, before, labels);
    if (before === undefined) found.set(textKey(text), { text, labels });
  }
  return [...found.values()];
}

function twoWays(text: string, { labels: first }: LabelSet, second: readonly string[]): InputError {
  const [one, other] = [first, second].map((labels) => labels.map(quote).join(", ") || "no label");
  return first.length === 1 && second.length === 1
    ? new InputError(`The text ${quote(text)} has two labels, ${one} and ${other}; give it one of them.`)
    : new InputError(`The text ${quote(text)} is corrected to ${one} and to ${other}; give it once.`);
}

/** Returns the texts that the user gave another label before, in an example or a correction. */
export function contradictions(
  { draft }: Pick<ClassifierParts, "draft">,
  corrections: Corrections | undefined,
  corrected: readonly LabelSet[],
  hasSets: boolean,
): ContradictedText[] {
  const active = activeCorrections(corrections?.history ?? []).flatMap(examplesOf);
  const others = new Map<string, Set<string>>(corrected.map(({ text }) => [copyKey(text), new Set()]));
  for (const { text, label, origin } of [...draft.examples, ...active])
    if (origin === "real") others.get(copyKey(text))?.add(label);
  return corrected.flatMap(({ text, labels }) => {
    const before = [...others.get(copyKey(text))!];
    if (hasSets) {
      const isSame = before.length === 0 || isSameAnswer(before, labels);
      return isSame ? [] : [{ text, label: labels[0] ?? "", labels, otherLabels: before }];
    }
    const otherLabels = before.filter((each) => each !== labels[0]);
    return otherLabels.length === 0 ? [] : [{ text, label: labels[0], otherLabels }];
  });
}
