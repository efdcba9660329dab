import { counted, percent } from "../files/readable-numbers.ts";
import type { LabelSetReport } from "../index.ts";

/** Describes a training with several labels per text, in one line. */
export function describeLabelSets({ texts, withoutLabels, heldOut }: LabelSetReport): string {
  if (texts === 0) {
    return "A text may have several labels. There are no labeled texts, so every label has the same usual threshold.";
  }
  const none = withoutLabels === 0 ? "" : ` (${withoutLabels} without a label)`;
  const quality =
    heldOut === undefined
      ? "every label has the same usual threshold"
      : `each label has the threshold with the best F1 on held-out texts: micro-F1 ${percent(heldOut.microF1)}, macro-F1 ${percent(heldOut.macroF1)}`;
  return `A text may have several labels. There are ${counted(texts, "different text")}${none}; ${quality}.`;
}
