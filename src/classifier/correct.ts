import { InputError, NotTrainedError } from "../errors.ts";
import { quote } from "../files/quote.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { checkClassName } from "../task/check-classes.ts";
import { copyKey } from "../task/text-groups.ts";
import { isBlank } from "../task/visible-text.ts";
import { predictedClasses } from "../trained-model/changed-answers.ts";
import {
  activeCorrections,
  type Correction,
  type Corrections,
  exampleOf,
  isOpen,
  type PinnedText,
} from "../trained-model/corrections.ts";
import { refreshVectors } from "../trained-model/known-vectors.ts";
import { predictTexts } from "../trained-model/predict.ts";
import { textKey } from "../trained-model/remembered-rows.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { CorrectionOptions, LabeledText } from "./correction-options.ts";
import { type ContradictedText, type CorrectionReport, reportOf } from "./correction-report.ts";
import { trainModel } from "./train-model.ts";

/** Corrects answers of the last trained model; see Classifier.correct. */
export async function correctAnswers(
  parts: ClassifierParts,
  given: readonly LabeledText[],
  options: CorrectionOptions,
): Promise<CorrectionReport> {
  const before = await openTrained(parts, options);
  const labeled = checkCorrections(parts, given, options);
  const texts = labeled.map(({ text }) => text);
  const old = await predictedClasses(before, texts, options);
  // A text that is only to be pinned needs no correction if it is answered so already.
  const wrong = labeled.filter(({ label }, i) => !options.pin || old[i] !== label);
  const contradicted = contradictions(parts, before.parts.corrections, wrong);
  const corrections = before.parts.corrections ?? noCorrections(before);
  const known = new Set(parts.draft.classes.map(({ name }) => name));
  const date = (options.date ?? new Date()).toISOString();
  const added: Correction[] = [];
  for (const { text, label } of wrong) {
    const number = corrections.history.length + added.length + 1;
    const isNew = !known.has(label);
    known.add(label);
    const was = old[texts.indexOf(text)] as string;
    added.push({ number, date, text, before: was, label, ...(isNew && { newClass: true }) });
  }
  const after = before.with({
    corrections: {
      ...(await withScores(before, corrections, added)),
      pinned: options.pin ? withPins(corrections.pinned, labeled) : corrections.pinned,
    },
  });
  const report = await finish(parts, before, after, { corrected: added, contradicted }, options);
  for (const { label } of added) parts.draft.define({ name: label });
  return report;
}

/** Takes back a correction; see Classifier.undoCorrection. */
export async function undoCorrection(
  parts: ClassifierParts,
  number: number | undefined,
  options: CorrectionOptions,
): Promise<CorrectionReport> {
  const before = await openTrained(parts, options);
  const corrections = before.parts.corrections ?? noCorrections(before);
  const found = correctionToUndo(corrections.history, number);
  const undone = { ...found, undone: (options.date ?? new Date()).toISOString() };
  const history = corrections.history.map((each) => (each === found ? undone : each));
  const open = corrections.history.filter(isOpen);
  const rows = [...open.keys()].filter((i) => open[i] !== found);
  const pinned = corrections.pinned.filter(
    // A pinned test that came with the correction goes with it.
    ({ text, label }) => label !== found.label || textKey(text) !== textKey(found.text),
  );
  const vectors = takeRows(corrections.vectors, rows);
  const scores = takeRows(corrections.scores, rows);
  const changed = before.with({ corrections: { history, pinned, vectors, scores } });
  const after = found.trained ? await trainWithout(parts, found, changed, options) : changed;
  const report = await finish(parts, before, after, { undone }, options);
  removeClassOf(parts, found, history);
  return report;
}

/** Pins stay in the order in which they were given; a new label replaces the old one. */
function withPins(pinned: readonly PinnedText[], labeled: readonly LabeledText[]): PinnedText[] {
  const pins = new Map(pinned.map((each) => [textKey(each.text), each]));
  for (const { text, label } of labeled) pins.set(textKey(text), { text, label });
  return [...pins.values()];
}

async function finish(
  parts: ClassifierParts,
  before: TrainedModel,
  after: TrainedModel,
  done: Pick<CorrectionReport, "undone"> & Partial<Pick<CorrectionReport, "corrected" | "contradicted">>,
  options: CorrectionOptions,
): Promise<CorrectionReport> {
  const report = await reportOf(parts.draft.examples, before, after, done, options);
  parts.last.trained = parts.slot.keep(after);
  return report;
}

/** Opens the model, with the vectors of the latest examples, so that the next correction embeds none of them. */
async function openTrained(
  { last: { trained }, slot, draft }: ClassifierParts,
  { onProgress, signal }: CorrectionOptions,
): Promise<TrainedModel> {
  if (trained === undefined)
    throw new NotTrainedError("This classifier is not trained yet; call train() or promptTrain() first.");
  const model = await slot.openFor(trained);
  const { known } = model.parts;
  const fresh = await refreshVectors(model.reader, known, draft.examples, { onProgress, signal });
  return fresh === known ? model : model.with({ known: fresh });
}

/** @throws InputError if a text is blank or has two labels, or a label is rejected */
function checkCorrections(
  { draft }: ClassifierParts,
  given: readonly LabeledText[],
  options: CorrectionOptions,
): LabeledText[] {
  const named = given.map(({ text, label }) => ({ text, label: checkClassName(label) }));
  const labels = new Map<string, string>();
  const distinct: LabeledText[] = [];
  for (const { text, label } of draft.checkLabels(named, options)) {
    if (isBlank(text)) throw new InputError("A text without a visible character cannot be corrected.");
    const other = labels.get(textKey(text));
    if (other === undefined) distinct.push({ text, label });
    else if (other !== label)
      throw new InputError(
        `The text ${quote(text)} has two labels, ${quote(other)} and ${quote(label)}; give it one of them.`,
      );
    labels.set(textKey(text), label);
  }
  return distinct;
}

/** Returns the texts that the user gave another label before, in an example or a correction. */
function contradictions(
  { draft }: ClassifierParts,
  corrections: Corrections | undefined,
  corrected: readonly LabeledText[],
): ContradictedText[] {
  const active = activeCorrections(corrections?.history ?? []).map(exampleOf);
  const others = new Map<string, Set<string>>(corrected.map(({ text }) => [copyKey(text), new Set()]));
  for (const { text, label, origin } of [...draft.examples, ...active])
    if (origin === "real") others.get(copyKey(text))?.add(label);
  return corrected.flatMap(({ text, label }) => {
    const labels = [...others.get(copyKey(text))!].filter((each) => each !== label);
    return labels.length === 0 ? [] : [{ text, label, otherLabels: labels }];
  });
}

function noCorrections({ parts: { fit } }: TrainedModel): Corrections {
  const vectors = zeros(0, fit.center.length);
  return { history: [], pinned: [], vectors, scores: zeros(0, fit.classes.length) };
}

/** Adds corrections with the vectors and the scores of their texts. */
export async function withScores(
  model: TrainedModel,
  corrections: Corrections,
  added: readonly Correction[],
): Promise<Corrections> {
  const history = [...corrections.history, ...added];
  if (added.length === 0) return { ...corrections, history };
  const texts = added.map(({ text }) => text);
  const { probabilities } = await predictTexts(model, texts);
  const data = probabilities.data.map((value) => Math.log(Math.max(value, 1e-30)));
  const vectors = stacked(corrections.vectors, await model.reader.embed(texts));
  return {
    ...corrections,
    history,
    vectors,
    scores: stacked(corrections.scores, { ...probabilities, data }),
  };
}

function stacked(first: Matrix, second: Matrix): Matrix {
  const all = zeros(first.rows + second.rows, second.columns);
  for (let i = 0; i < first.rows; i++) rowOf(all, i).set(rowOf(first, i));
  for (let i = 0; i < second.rows; i++) rowOf(all, first.rows + i).set(rowOf(second, i));
  return all;
}

function correctionToUndo(history: readonly Correction[], number: number | undefined): Correction {
  if (number === undefined) {
    const last = history.findLast(({ undone }) => undone === undefined);
    if (last === undefined) throw new InputError("There is no correction to undo.");
    return last;
  }
  const found = history[number - 1];
  if (found === undefined)
    throw new InputError(
      `There is no correction ${number}; the history has ${history.length === 0 ? "none" : `1 to ${history.length}`}.`,
    );
  if (found.undone !== undefined) throw new InputError(`The correction ${number} is undone already.`);
  return found;
}

/** Trains again without a correction that the last training learnt from. The classifier does not change if that fails. */
async function trainWithout(
  parts: ClassifierParts,
  found: Correction,
  before: TrainedModel,
  { onProgress, signal }: CorrectionOptions,
): Promise<TrainedModel> {
  const { draft } = parts;
  const place = found.wasExample ? undefined : draft.removeExample(exampleOf(found));
  try {
    removeClassOf(parts, found, before.parts.corrections?.history ?? []);
    return await trainModel(parts, before, { tune: false, onProgress, signal });
  } catch (error) {
    draft.define({ name: found.label });
    if (place !== undefined) draft.insertExamples(place, [exampleOf(found)]);
    throw error;
  }
}

/** Removes the class that a correction added, if nothing else needs it. */
function removeClassOf(
  { draft }: ClassifierParts,
  { label, newClass }: Correction,
  history: readonly Correction[],
) {
  const isNeeded = history.some((each) => each.undone === undefined && each.label === label);
  if (newClass && !isNeeded) draft.removeEmptyClass(label);
}
