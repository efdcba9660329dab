import type { ExplainedLabelError, ExplainedWrongLabel } from "../../../src/report/label-set-report-data.ts";
import { MarkedText, originOf, Quoted } from "../explained-errors.tsx";
import { ClassName, shownText } from "../visible.tsx";
import { LabelMarks } from "./label-marks.tsx";

/** Wrong rows with the words that their wrong labels depend on, and the nearest examples. */
export function ExplainedLabelErrors({ errors }: { readonly errors: readonly ExplainedLabelError[] }) {
  return (
    <>
      <p>
        The surest error of each label, then the surest of the others. Sure errors are often wrong or missing
        labels in the data. <mark class="for">Underlined words</mark> speak for the label: without them it is
        less probable. <mark class="against">Dotted words</mark> speak against it.
      </p>
      <ol class="explained">
        {errors.map((error) => (
          <li key={error.row}>
            <article>
              <div class="answer">
                <LabelMarks {...error} />
                <span class="muted">{error.id === undefined ? `row ${error.row}` : shownText(error.id)}</span>
              </div>
              {error.labels.map((label) => (
                <WrongLabel key={label.label} error={error} found={label} />
              ))}
            </article>
          </li>
        ))}
      </ol>
    </>
  );
}

function WrongLabel({
  error: { text, cut },
  found: { label, probability, threshold, isGiven, words, changedBy, nearest },
}: {
  readonly error: ExplainedLabelError;
  readonly found: ExplainedWrongLabel;
}) {
  return (
    <>
      <p>
        <ClassName label={label} /> {isGiven ? "is added" : "is forgotten"}: probability{" "}
        {probability.toFixed(3)}, threshold {threshold.toFixed(3)}
      </p>
      <blockquote dir="auto">
        <MarkedText text={text} words={words} />
        {cut !== undefined && <span class="muted"> … ({cut} more characters)</span>}
      </blockquote>
      {changedBy && (
        <p>
          Without <Quoted words={changedBy} /> it would {isGiven ? "not be given" : "be given"}.
        </p>
      )}
      {nearest.length > 0 && (
        <details>
          <summary>
            Nearest examples of <ClassName label={label} />
          </summary>
          <ul class="nearest">
            {nearest.map((example, i) => (
              <li key={i}>
                <span class="muted">
                  {example.similarity.toFixed(2)} {originOf(example.origin)}
                </span>
                <br />
                {shownText(example.text)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
