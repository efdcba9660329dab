import type { ClassScores } from "../../src/evaluation/class-scores.ts";
import { count, percent } from "../shared/numbers.ts";
import { type DrawOptions, nameOf, shortName } from "./draw.ts";
import { figureBars } from "./figure-bars.ts";

/**
 * Draws a bar of F1 per class in the given order, with precision (circle), recall (diamond), the interval of F1 (line) and
 * the number of rows. Give at most about 30 classes.
 */
export function classBars(classes: readonly ClassScores[], options: DrawOptions): HTMLElement | SVGElement {
  const description = "F1, precision and recall of classes.";
  return figureBars(classes, { ...options, description, rowHeight: 26, inset: 4, tip: classTitle });
}

function classTitle({ label, f1, precision, recall, support }: ClassScores): string {
  return `${shortName(nameOf(label), 60)}\nF1 ${percent(f1)}\nprecision ${percent(precision)}\nrecall ${percent(recall)}\n${count(support)} rows`;
}
