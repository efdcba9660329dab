import { sha256 } from "../../files/sha256.ts";
import type { Example, NoneExample } from "../../task/task.ts";
import { groupTexts } from "../../task/text-groups.ts";

/**
 * One example in `denseBlock` is held out of the first `denseExamples` per label, one in `sparseBlock` of the rest. Smaller
 * blocks measure better and leave less to learn from.
 */
const denseExamples = 40;
const denseBlock = 4;
const sparseBlock = 40;

/**
 * Returns the share of the texts that is held out from fine-tuning. It falls with the number of examples, so that a text that
 * is held out among more examples was held out among fewer, too.
 * @param examples number of pairs of text and label
 */
export function shareToHoldOut(examples: number, labels: number): number {
  const dense = Math.min(examples, denseExamples * labels);
  return (dense / denseBlock + (examples - dense) / sparseBlock) / examples;
}

/** Examples and out-of-scope texts: those that fine-tuning learns from and those held out. */
export interface LabelSetSplit {
  readonly tuningExamples: readonly Example[];
  readonly heldOut: readonly Example[];
  readonly tuningNone: readonly NoneExample[];
  readonly heldOutNone: readonly NoneExample[];
}

/**
 * Draws the texts that are held out from fine-tuning by a checksum of the text, so that every text keeps its side when others
 * are added, and so that labels are as common among them as among all texts. Nearly equal texts are on one side.
 * @param share share of the texts to hold out, 0 to 1
 */
export function splitLabelSets(
  examples: readonly Example[],
  noneExamples: readonly NoneExample[],
  { seed, share }: { readonly seed: number; readonly share: number },
): LabelSetSplit {
  const [isHeldOut, isHeldOutNone] = [examples, noneExamples].map((rows) => {
    const texts = rows.map(({ text }) => text);
    const { groups } = groupTexts(texts);
    const firstOf = new Map<number, string>();
    for (const [i, group] of groups.entries()) if (!firstOf.has(group)) firstOf.set(group, texts[i]);
    const drawn = new Map([...firstOf].map(([group, text]) => [group, position(text, seed) < share]));
    return (i: number) => drawn.get(groups[i])!;
  });
  return {
    tuningExamples: examples.filter((_, i) => !isHeldOut(i)),
    heldOut: examples.filter((_, i) => isHeldOut(i)),
    tuningNone: noneExamples.filter((_, i) => !isHeldOutNone(i)),
    heldOutNone: noneExamples.filter((_, i) => isHeldOutNone(i)),
  };
}

/** Returns a number from 0 to below 1 that depends on text and seed alone. */
function position(text: string, seed: number): number {
  return Number.parseInt(sha256(`${seed} ${text}`).slice(0, 8), 16) / 2 ** 32;
}
