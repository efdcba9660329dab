import { NotTrainedError } from "../errors.ts";
import { type Matrix, rowOf, takeRows, zeros } from "../math/matrix.ts";
import { logit } from "../math/sigmoid.ts";
import type { LabelSet } from "../task/label-sets/label-set.ts";
import { answeredLabels, isSameAnswer } from "../trained-model/changed-answers.ts";
import {
  type Correction,
  type Corrections,
  isOpen,
  labelFields,
  labelsOf,
  type PinnedText,
} from "../trained-model/corrections.ts";
import { refreshVectors } from "../trained-model/known-vectors.ts";
import { predictTexts } from "../trained-model/predict.ts";
import { textKey } from "../trained-model/remembered-rows.ts";
import type { TrainedModel } from "../trained-model/trained-model.ts";
import { checkCorrections, contradictions } from "./check-corrections.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { CorrectionOptions } from "./correction-options.ts";
import { type CorrectionReport, reportOf } from "./correction-report.ts";
import { correctionToUndo, removeClassesOf, trainWithout } from "./undone-correction.ts";

/** Corrects answers of the last trained model; see Classifier.correct. */
export async function correctAnswers(
  parts: ClassifierParts,
  given: readonly LabelSet[],
  options: CorrectionOptions,
): Promise<CorrectionReport> {
  const before = await openTrained(parts, options);
  const hasSets = before.parts.fit.labelSets !== undefined;
  const labeled = checkCorrections(parts, given, options, hasSets);
  const old = await answeredLabels(
    before,
    labeled.map(({ text }) => text),
    options,
  );
  // A text that is only to be pinned needs no correction if it is answered so already.
  const wrong = [...labeled.keys()].filter((i) => !options.pin || !isSameAnswer(old[i]!, labeled[i].labels));
  const contradicted = contradictions(
    parts,
    before.parts.corrections,
    wrong.map((i) => labeled[i]),
    hasSets,
  );
  const others = new Map(contradicted.map(({ text, otherLabels }) => [text, otherLabels]));
  const corrections = before.parts.corrections ?? noCorrections(before);
  const known = new Set(parts.draft.classes.map(({ name }) => name));
  const start = { number: corrections.history.length + 1, date: (options.date ?? new Date()).toISOString() };
  const added = wrong.map((i, k): Correction => {
    const newClasses = labeled[i].labels.filter((label) => !known.has(label));
    for (const label of newClasses) known.add(label);
    const otherLabels = others.get(labeled[i].text);
    const entry = { ...start, number: start.number + k, ...(otherLabels && { otherLabels }) };
    return madeCorrection(entry, labeled[i], old[i]!, newClasses, hasSets);
  });
  const after = before.with({
    corrections: {
      ...(await withScores(before, corrections, added)),
      pinned: options.pin ? withPins(corrections.pinned, labeled, hasSets) : corrections.pinned,
    },
  });
  const report = await finish(parts, before, after, { corrected: added, contradicted }, options);
  for (const name of added.flatMap(labelsOf)) parts.draft.define({ name });
  return report;
}

function madeCorrection(
  entry: Pick<Correction, "number" | "date" | "otherLabels">,
  { text, labels }: LabelSet,
  before: readonly string[],
  newClasses: readonly string[],
  hasSets: boolean,
): Correction {
  if (!hasSets) {
    const isNew = newClasses.length > 0;
    return { ...entry, text, before: before[0], label: labels[0], ...(isNew && { newClass: true }) };
  }
  return {
    ...entry,
    before: before[0] ?? "",
    labelsBefore: before,
    ...labelFields({ text, labels }),
    ...(newClasses.length > 0 && { newClasses }),
  };
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
    (pin) => !isSameAnswer(labelsOf(pin), labelsOf(found)) || textKey(pin.text) !== textKey(found.text),
  );
  const vectors = takeRows(corrections.vectors, rows);
  const scores = takeRows(corrections.scores, rows);
  const changed = before.with({ corrections: { history, pinned, vectors, scores } });
  const after = found.trained ? await trainWithout(parts, found, changed, options) : changed;
  const report = await finish(parts, before, after, { undone }, options);
  removeClassesOf(parts, found, history);
  return report;
}

/** Pins stay in the order in which they were given; new labels replace the old ones. */
function withPins(
  pinned: readonly PinnedText[],
  labeled: readonly LabelSet[],
  hasSets: boolean,
): PinnedText[] {
  const pins = new Map(pinned.map((each) => [textKey(each.text), each]));
  for (const { text, labels } of labeled)
    pins.set(textKey(text), hasSets ? labelFields({ text, labels }) : { text, label: labels[0] });
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
  const scoreOf = model.link === "sigmoid" ? logit : (value: number) => Math.log(Math.max(value, 1e-30));
  const data = probabilities.data.map(scoreOf);
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
