import type { ConfusionView } from "../../src/report/report-data.ts";
import type { ClassRange, ConfusionWindow } from "../plots/confusion.ts";

/** Number of classes of a part of the matrix that is chosen by its place. */
const windowSize = 16;

/** Returns the part that is shown first: the whole matrix if it is small, else the group with the most errors. */
export function startWindow({ labels, blocks }: ConfusionView, fewClasses: number): ConfusionWindow {
  const [block] = blocks;
  const isWhole = labels.length <= fewClasses || block === undefined;
  const range = isWhole ? { start: 0, end: Math.min(labels.length, fewClasses) } : rangeOf(block);
  return { truths: range, predictions: range };
}

function rangeOf({ start, end }: ClassRange): ClassRange {
  return { start, end };
}

/** Returns the part around a true and a predicted class. */
export function windowAround(truth: number, prediction: number, size: number): ConfusionWindow {
  return { truths: rangeAround(truth, size), predictions: rangeAround(prediction, size) };
}

function rangeAround(place: number, size: number): ClassRange {
  const length = Math.min(windowSize, size);
  const start = Math.max(0, Math.min(size - length, place - (length >> 1)));
  return { start, end: start + length };
}

/**
 * Moves a part by half of its length.
 * @param key name of a key: an arrow, "PageUp" or "PageDown" along the diagonal, "Home" or "End"
 * @returns undefined for other keys
 */
export function moved(
  { truths, predictions }: ConfusionWindow,
  key: string,
  size: number,
): ConfusionWindow | undefined {
  const step = windowSize >> 1;
  const by = (range: ClassRange, steps: number): ClassRange => {
    const length = range.end - range.start;
    const start = Math.max(0, Math.min(size - length, range.start + steps * step));
    return { start, end: start + length };
  };
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-2, -2],
    PageDown: [2, 2],
    Home: [-size, -size],
    End: [size, size],
  };
  if (!Object.hasOwn(steps, key)) return undefined;
  const [down, right] = steps[key];
  return { truths: by(truths, down), predictions: by(predictions, right) };
}

/** Counts the errors in a part of the matrix. */
export function errorsIn({ cells }: ConfusionView, { truths, predictions }: ConfusionWindow): number {
  const inside = ({ start, end }: ClassRange, place: number): boolean => place >= start && place < end;
  return cells
    .filter(
      ([truth, prediction]) =>
        truth !== prediction && inside(truths, truth) && inside(predictions, prediction),
    )
    .reduce((sum, [, , rows]) => sum + rows, 0);
}
