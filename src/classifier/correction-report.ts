import type { Example } from "../task/task.ts";
import { copyKey } from "../task/text-groups.ts";
import {
  answeredLabels,
  type ChangedAnswer,
  changedAnswer,
  changedAnswers,
  isSameAnswer,
  type WatchedText,
  withoutMemory,
} from "../trained-model/changed-answers.ts";
import { type Correction, isOpen, labelsOf, type PinnedText } from "../trained-model/corrections.ts";
import { latestExamples } from "../trained-model/known-vectors.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import type { CorrectionOptions } from "./correction-options.ts";

/** A corrected text that has another label in an example or an earlier correction. */
export interface ContradictedText {
  readonly text: string;
  /** The label of the correction, which counts from now on. */
  readonly label: string;
  /** Only of a classifier with several labels per text: all labels of the correction. */
  readonly labels?: readonly string[];
  /** The labels that the text, or a copy of it, had before. */
  readonly otherLabels: readonly string[];
}

/** A group of texts that a correction was checked on. */
export interface CheckedTexts {
  /** Number of texts. */
  readonly texts: number;
  /** Those that are answered with another class since. */
  readonly changed: readonly ChangedAnswer[];
}

/** What a correction, or undoing one, changed. */
export interface CorrectionReport {
  /** The corrections that were made. */
  readonly corrected: readonly Correction[];
  /** The correction that was undone. */
  readonly undone?: Correction;
  /** Corrected texts with two labels. */
  readonly contradicted: readonly ContradictedText[];
  /** Classes that the corrections added to the model. */
  readonly newClasses: readonly string[];
  /** Pinned tests, with those that are not answered with their label now. */
  readonly pinned: CheckedTexts & { readonly failed: readonly ChangedAnswer[] };
  /** Texts of the option check. */
  readonly checked: CheckedTexts;
  /** The latest examples of the model (1,000 at most), each answered as a new text of its kind would be. */
  readonly examples: CheckedTexts;
  /** Number of corrections that no training has learnt from yet. */
  readonly openCorrections: number;
}

/** Compares the answers before and after a correction. Texts whose vectors are kept with the model are not embedded. */
export async function reportOf(
  examples: readonly Example[],
  before: TrainedModel,
  after: TrainedModel,
  done: Pick<CorrectionReport, "undone"> & Partial<Pick<CorrectionReport, "corrected" | "contradicted">>,
  { check = [], onProgress, signal }: CorrectionOptions,
): Promise<CorrectionReport> {
  const work = { onProgress, signal };
  const { corrected = [], contradicted = [], undone } = done;
  const own = new Set([...corrected, ...(undone ? [undone] : [])].map(({ text }) => copyKey(text)));
  const others = <Text extends WatchedText>(texts: readonly Text[]) =>
    texts.filter(({ text }) => !own.has(copyKey(text)));
  const compared = async (
    texts: readonly WatchedText[],
    [one, other]: readonly [TrainedModel, TrainedModel] = [before, after],
  ): Promise<CheckedTexts> => ({
    texts: texts.length,
    changed: await changedAnswers(texts, one, other, work),
  });
  const { history = [], pinned = [] } = after.parts.corrections ?? {};
  const given = check.map((each) => (typeof each === "string" ? { text: each } : each));
  return {
    corrected,
    ...(undone && { undone }),
    contradicted,
    newClasses: corrected.flatMap(({ newClass, newClasses = [], label }) =>
      newClass ? [label] : newClasses,
    ),
    pinned: {
      ...(await compared(others(pinned))),
      texts: pinned.length,
      failed: await failedPins(pinned, after),
    },
    checked: await compared(others(given)),
    examples: await compared(others(watchedExamples(examples, after)), [
      withoutMemory(before),
      withoutMemory(after),
    ]),
    openCorrections: history.filter(isOpen).length,
  };
}

async function failedPins(pinned: readonly PinnedText[], model: TrainedModel): Promise<ChangedAnswer[]> {
  const found = await answeredLabels(
    model,
    pinned.map(({ text }) => text),
  );
  const hasSets = model.parts.fit.labelSets !== undefined;
  return pinned.flatMap((pin, i) => {
    const [wanted, after] = [labelsOf(pin), found[i]];
    return after === undefined || isSameAnswer(after, wanted)
      ? []
      : [changedAnswer(pin, wanted, after, hasSets)];
  });
}

/** Returns the latest examples; with several labels per text each text once, with all its labels. */
function watchedExamples(examples: readonly Example[], model: TrainedModel): readonly WatchedText[] {
  const latest = latestExamples(examples);
  if (!model.parts.fit.labelSets) return latest.map(({ text, label }) => ({ text, label }));
  const found = new Map<string, Set<string>>();
  for (const { text, label } of latest) found.set(text, (found.get(text) ?? new Set()).add(label));
  return [...found].map(([text, labels]) => ({ text, label: [...labels][0], labels: [...labels] }));
}
