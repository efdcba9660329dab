import { count, percent } from "../files/readable-numbers.ts";
import type { HeldOutAnswers, PrecisionDial } from "../index.ts";

/** The precision that train tries, to say whether the dial can be used. */
const usualPrecision = 0.95;

/**
 * Describes a dial, for example "Precision 95 %: an answer needs a probability of 0.831. Of 512 held-out answers 371 (72.5 %,
 * 69.8 to 75.0) have it, and 98.1 % of those are correct (96.9 to 98.9, each end with 90 % confidence)."
 */
export function describeDial(dial: PrecisionDial): string {
  const { asked, label, threshold, rows, answered, correct, precision, coverage } = dial;
  const range = ({ lower, upper }: { readonly lower: number; readonly upper: number }) =>
    `${percent(lower)} to ${percent(upper)}`;
  const whose = label === undefined ? "" : ` for ${JSON.stringify(label)}`;
  const which = label === undefined ? "held-out answers" : "held-out answers with this class";
  return (
    `Precision ${percent(asked)}${whose}: an answer needs a probability of ${threshold.toFixed(3)}. ` +
    `Of ${count(rows)} ${which} ${count(answered)} have it (${percent(answered / rows)}; ${range(coverage)}), and ` +
    `${percent(correct / answered)} of these are correct (${range(precision)}; each limit holds with 90 % confidence).`
  );
}

/**
 * Returns the dial at a precision of 0.95.
 * @returns undefined if there is too little evidence for it
 */
export async function usualDial(heldOut: HeldOutAnswers | undefined): Promise<PrecisionDial | undefined> {
  const { InputError, precisionDial } = await import("../index.ts");
  try {
    return precisionDial(heldOut, usualPrecision);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** Says in one sentence what the dial would leave of the texts. */
export function offerDial({ asked, answered, rows }: PrecisionDial): string {
  const share =
    answered === rows
      ? "all texts like these examples"
      : `about ${percent(answered / rows)} of texts like these examples, and leaves the others for review`;
  return `With --precision ${asked}, classify answers ${share}.`;
}
