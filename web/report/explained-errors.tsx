import type { ExplainedError, ExplainedLevel } from "../../src/report/report-data.ts";
import { percent } from "../shared/numbers.ts";
import { markedParts } from "./marked-parts.ts";
import { ClassName, shownText, visible } from "./visible.tsx";

/** Wrong answers with the words that they depend on and the nearest examples. */
export function ExplainedErrors({ errors }: { readonly errors: readonly ExplainedError[] }) {
  return (
    <>
      <p>
        The surest error of each of the most confused pairs, then the surest of the others. Sure errors are
        often wrong labels. <mark class="for">Underlined words</mark> speak for the answer: without them it is
        less probable. <mark class="against">Dotted words</mark> speak against it.
      </p>
      <ol class="explained">
        {errors.map((error) => (
          <li key={error.row}>
            <ExplainedErrorItem error={error} />
          </li>
        ))}
      </ol>
    </>
  );
}

function ExplainedErrorItem({ error }: { readonly error: ExplainedError }) {
  const { truth, prediction, probability, nearest, changedBy, runnerUp, id, row, cut } = error;
  return (
    <article>
      <p class="answer">
        <span>
          answer <ClassName label={prediction} /> {probability !== undefined && `(${percent(probability)})`}
        </span>
        <span>
          true class <ClassName label={truth} />
        </span>
        <span class="muted">{id === undefined ? `row ${row}` : shownText(id)}</span>
      </p>
      <blockquote dir="auto">
        <MarkedText text={error.text} words={error.words} />
        {cut !== undefined && <span class="muted"> … ({cut} more characters)</span>}
      </blockquote>
      {changedBy && (
        <p>
          Without <Quoted words={changedBy.words} /> the answer would be{" "}
          <ClassName label={changedBy.prediction} />.
        </p>
      )}
      <p class="muted">
        Next most probable: <ClassName label={runnerUp.label} /> ({percent(runnerUp.probability)})
      </p>
      {error.levels && <LevelList levels={error.levels} />}
      {nearest.length > 0 && (
        <details>
          <summary>Nearest examples</summary>
          <ul class="nearest">
            {nearest.map((example, i) => (
              <li key={i}>
                <span class="muted">{example.similarity.toFixed(2)}</span> <ClassName label={example.label} />{" "}
                <span class="muted">{originOf(example.origin)}</span>
                <br />
                {shownText(example.text)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

/** Why each branch of the tree and not its nearest sibling, from the top level down. */
function LevelList({ levels }: { readonly levels: readonly ExplainedLevel[] }) {
  return (
    <details>
      <summary>Why this branch, level by level</summary>
      <ol class="branches">
        {levels.map(({ branch, probability, wordsFor, sibling }) => (
          <li key={branch}>
            <ClassName label={branch} /> ({percent(probability)})
            {wordsFor.length > 0 && (
              <>
                {" "}
                by <Quoted words={wordsFor} />
              </>
            )}
            {sibling && (
              <>
                , not <ClassName label={sibling.branch} /> ({percent(sibling.probability)})
                {sibling.wordsFor.length > 0 && (
                  <>
                    {" "}
                    in spite of <Quoted words={sibling.wordsFor} />
                  </>
                )}
              </>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** A text with the words marked that speak for an answer or against it. */
export function MarkedText({ text = "", words }: Pick<ExplainedError, "text" | "words">) {
  return (
    <>
      {markedParts(text, words).map(({ start, part, change }) =>
        change === 0 ? (
          visible(part)
        ) : (
          <mark
            key={start}
            class={change < 0 ? "for" : "against"}
            title={`without it ${change > 0 ? "+" : "-"}${percent(Math.abs(change))}`}
          >
            {visible(part)}
          </mark>
        ),
      )}
    </>
  );
}

/** Lists words in quotes. */
export function Quoted({ words }: { readonly words: readonly string[] }) {
  return (
    <>
      {words.map((word, i) => (
        <span key={word}>
          {i > 0 && ", "}“{shownText(word)}”
        </span>
      ))}
    </>
  );
}

/** Says where an example comes from. */
export function originOf(origin: string): string {
  return origin === "prompt" ? "description" : origin === "real" ? "your example" : "generated";
}
