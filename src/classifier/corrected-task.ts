import { zeros } from "../math/matrix.ts";
import type { Example, NoneExample } from "../task/task.ts";
import {
  activeCorrections,
  type Correction,
  type Corrections,
  examplesOf,
  isOpen,
} from "../trained-model/corrections.ts";
import type { Fit } from "../trained-model/fit.ts";
import { textKey } from "../trained-model/remembered-rows.ts";

/** Examples of a training that learns from the corrections made since the last one. */
export interface CorrectedTask {
  /** The examples, then the corrections. */
  readonly examples: Example[];
  /** The out-of-scope examples, then the corrections to no label. */
  readonly noneExamples: NoneExample[];
  /** The corrections that are new examples. */
  readonly added: readonly Example[];
  readonly addedNone: readonly NoneExample[];
  /** The corrections after the training; absent if there are none. */
  readonly corrections?: Corrections;
}

/** What a training learns from. */
interface KnownExamples {
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
}

/** Turns open corrections into examples. A correction of a text that has these examples already adds none. */
export function withCorrections(
  { examples, noneExamples }: KnownExamples,
  corrections: Corrections | undefined,
): CorrectedTask {
  if (corrections === undefined)
    return { examples: [...examples], noneExamples: [...noneExamples], added: [], addedNone: [] };
  const active = new Set(activeCorrections(corrections.history));
  const known = new Set(examples.filter(({ origin }) => origin === "real").map(keyOf));
  const knownNone = new Set(noneExamples.map(({ text }) => textKey(text)));
  const open = corrections.history.filter((each) => isOpen(each) && active.has(each));
  const newOf = (each: Correction) => examplesOf(each).filter((example) => !known.has(keyOf(example)));
  const isNewNone = ({ text, labels }: Correction) => labels?.length === 0 && !knownNone.has(textKey(text));
  const added = open.flatMap(newOf);
  const addedNone = open.filter(isNewNone).map(({ text }): NoneExample => ({ text, origin: "real" }));
  const history = corrections.history.map((each) => {
    if (!isOpen(each)) return each;
    const fresh = newOf(each);
    return {
      ...each,
      trained: true as const,
      ...(each.labels && { newExamples: fresh.map(({ label }) => label) }),
      ...(fresh.length === 0 && !isNewNone(each) && { wasExample: true as const }),
    };
  });
  return {
    examples: [...examples, ...added],
    noneExamples: [...noneExamples, ...addedNone],
    added,
    addedNone,
    corrections: { ...corrections, history },
  };
}

/** Returns the corrections after a training: none of them is open. */
export function emptied(corrections: Corrections, { classes, center }: Fit): Corrections {
  return { ...corrections, vectors: zeros(0, center.length), scores: zeros(0, classes.length) };
}

function keyOf({ text, label }: Example): string {
  return JSON.stringify([textKey(text), label]);
}
