import type { Evaluation, LabelSetEvaluation } from "../../../../src/index.ts";
import { percent } from "../../../shared/numbers.ts";

/** A figure with its name and what it means. */
interface Figure {
  readonly value: string;
  readonly name: string;
  readonly hint?: string;
}

/** Shows a few figures in large letters. */
export function Figures({ figures }: { readonly figures: readonly Figure[] }) {
  return (
    <dl class="figures">
      {figures.map(({ value, name, hint }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {hint && <dd class="muted small">{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** Returns the figures of answers with one class. */
export function figuresOf(evaluation: Evaluation): readonly Figure[] {
  const { accuracy, macroF1, intervals, expectedCalibrationError: error } = evaluation;
  const range = intervals?.accuracy;
  return [
    {
      value: percent(accuracy),
      name: "right answers",
      ...(range && { hint: `between ${percent(range.lower)} and ${percent(range.upper)}` }),
    },
    {
      value: percent(macroF1),
      name: "mean F1 of the classes",
      hint: "counts every class equally; 100 % is perfect",
    },
    ...(error === undefined
      ? []
      : [
          {
            value: percent(error),
            name: "calibration error",
            hint: "how far probabilities are from the truth; 0 % is perfect",
          },
        ]),
  ];
}

/** Returns the figures of answers with several labels. */
export function labelFiguresOf(evaluation: LabelSetEvaluation): readonly Figure[] {
  const { microPrecision, microRecall, macroF1, exactMatch } = evaluation;
  return [
    { value: percent(microPrecision), name: "of the given labels are right" },
    { value: percent(microRecall), name: "of the true labels are found" },
    { value: percent(macroF1), name: "mean F1 of the labels" },
    { value: percent(exactMatch), name: "of the texts have exactly their labels" },
  ];
}
