import { InputError } from "../errors.ts";
import { type Correction, examplesOf, labelsOf } from "../trained-model/corrections.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { CorrectionOptions } from "./correction-options.ts";
import type { TaskDraft } from "./task-draft.ts";
import { trainModel } from "./train-model.ts";

/** Returns the correction with a number, or the latest one. @throws InputError if it cannot be undone */
export function correctionToUndo(history: readonly Correction[], number: number | undefined): Correction {
  if (number === undefined) {
    const last = history.findLast(({ undone }) => undone === undefined);
    if (last === undefined) throw new InputError("There is no correction to undo.");
    return last;
  }
  const found = history[number - 1];
  if (found === undefined)
    throw new InputError(`There is no correction ${number}; the history has ${numbersOf(history.length)}.`);
  if (found.undone !== undefined) throw new InputError(`The correction ${number} is undone already.`);
  return found;
}

/** Trains again without a correction that the last training learnt from. The classifier does not change if that fails. */
export async function trainWithout(
  parts: ClassifierParts,
  found: Correction,
  before: TrainedModel,
  { onProgress, signal }: CorrectionOptions,
): Promise<TrainedModel> {
  const { draft } = parts;
  const history = before.parts.corrections?.history ?? [];
  const restore = removeExamplesOf(draft, found, history);
  try {
    removeClassesOf(parts, found, history);
    return await trainModel(parts, before, { tune: false, onProgress, signal });
  } catch (error) {
    for (const name of labelsOf(found)) draft.define({ name });
    restore();
    throw error;
  }
}

/**
 * Removes the examples that a training made of a correction, if no other correction needs them.
 * @returns a function that puts them back
 */
function removeExamplesOf(draft: TaskDraft, found: Correction, history: readonly Correction[]): () => void {
  if (found.wasExample) return () => {};
  const { text, labels, newExamples = labels } = found;
  const others = history.filter(
    (each) => each.number !== found.number && each.undone === undefined && each.text === text,
  );
  const needed = new Set(labels ? others.flatMap(labelsOf) : []);
  const examples = examplesOf(found).filter(
    ({ label }) => (newExamples === undefined || newExamples.includes(label)) && !needed.has(label),
  );
  const removed = examples.map((example) => ({ example, place: draft.removeExample(example) }));
  const isNone = labels?.length === 0 && draft.removeNoneExample(found.text) !== undefined;
  return () => {
    for (const { example, place } of removed.toReversed())
      if (place !== undefined) draft.insertExamples(place, [example]);
    if (isNone) draft.addNoneExamples([{ text: found.text, origin: "real" }]);
  };
}

/** Removes the classes that a correction added, if nothing else needs them. */
export function removeClassesOf(
  { draft }: Pick<ClassifierParts, "draft">,
  { label, newClass, newClasses = newClass ? [label] : [] }: Correction,
  history: readonly Correction[],
): void {
  for (const name of newClasses) {
    const isNeeded = history.some((each) => each.undone === undefined && labelsOf(each).includes(name));
    if (!isNeeded) draft.removeEmptyClass(name);
  }
}

function numbersOf(count: number): string {
  if (count === 0) return "none";
  return count === 1 ? "only correction 1" : `1 to ${count}`;
}
