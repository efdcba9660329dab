import { zeros } from "../math/matrix.ts";
import type { Example } from "../task/task.ts";
import { activeCorrections, type Corrections, exampleOf, isOpen } from "../trained-model/corrections.ts";
import type { Fit } from "../trained-model/fit.ts";
import { textKey } from "../trained-model/remembered-rows.ts";

/** Examples of a training that learns from the corrections made since the last one. */
export interface CorrectedTask {
  /** The examples, then the corrections. */
  readonly examples: Example[];
  /** The corrections that are new examples. */
  readonly added: readonly Example[];
  /** The corrections after the training; absent if there are none. */
  readonly corrections?: Corrections;
}

/** Turns open corrections into examples. A correction of a text that has this example already adds none. */
export function withCorrections(
  examples: readonly Example[],
  corrections: Corrections | undefined,
): CorrectedTask {
  if (corrections === undefined) return { examples: [...examples], added: [] };
  const active = new Set(activeCorrections(corrections.history));
  const known = new Set(examples.filter(({ origin }) => origin === "real").map(keyOf));
  const added = corrections.history
    .filter((each) => isOpen(each) && active.has(each))
    .map(exampleOf)
    .filter((example) => !known.has(keyOf(example)));
  const history = corrections.history.map((each) =>
    isOpen(each)
      ? {
          ...each,
          trained: true as const,
          ...(known.has(keyOf(exampleOf(each))) && { wasExample: true as const }),
        }
      : each,
  );
  return { examples: [...examples, ...added], added, corrections: { ...corrections, history } };
}

/** Returns the corrections after a training: none of them is open. */
export function emptied(corrections: Corrections, { classes, center }: Fit): Corrections {
  return { ...corrections, vectors: zeros(0, center.length), scores: zeros(0, classes.length) };
}

function keyOf({ text, label }: Example): string {
  return JSON.stringify([textKey(text), label]);
}
