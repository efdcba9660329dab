import type { WrongLabelRow } from "../../../src/report/label-set-report-data.ts";
import { ClassName } from "../visible.tsx";

const kinds = [
  ["correct", "", ""],
  ["forgotten", "−", "forgotten: "],
  ["added", "+", "added: "],
] as const;

/** The labels of a row: correct ones, forgotten ones with a minus, and added ones with a plus. */
export function LabelMarks(row: Pick<WrongLabelRow, "correct" | "forgotten" | "added">) {
  return (
    <ul class="label-marks">
      {kinds.flatMap(([kind, sign, spoken]) =>
        row[kind].map((label) => (
          <li key={`${kind} ${label}`} class={`label-mark ${kind}`}>
            {sign && (
              <>
                <span aria-hidden="true">{sign}</span>
                <span class="visually-hidden">{spoken}</span>
              </>
            )}
            <ClassName label={label} />
          </li>
        )),
      )}
    </ul>
  );
}
