import type { Explanation, LevelExplanation, NearestExample } from "../../../src/index.ts";
import type { StudioText } from "../../../src/studio/contract.ts";
import { highlightedParts } from "../state/highlighted-parts.ts";
import { ClassName, shortName } from "./class-name.tsx";
import { ProbabilityBar } from "./probability-bar.tsx";

interface ExplainedProps {
  readonly text: StudioText;
  /** Undefined while it is computed. */
  readonly explanation: Explanation | "failed" | undefined;
}

/** Probabilities and examples that are shown. */
const shownClasses = 4;
const shownExamples = 3;

/** Explains the answer to one text: the words that count, the probabilities, and the most similar examples. */
export function Explained({ text, explanation }: ExplainedProps) {
  if (typeof explanation !== "object")
    return (
      <>
        <p class="detail-text" dir="auto">
          {text.text}
        </p>
        {explanation === "failed" && text.labels !== undefined ? (
          <LabelScores text={text} />
        ) : (
          <p class="muted">{missingReason(text, explanation)}</p>
        )}
      </>
    );
  const { answer, explained, nearest, none, isOwnExample, changedBy } = explanation;
  const classes = Object.entries(answer.probabilities)
    .sort(([, one], [, other]) => other - one)
    .slice(0, shownClasses);
  return (
    <>
      <p class="detail-text" dir="auto">
        {highlightedParts(text.text, explanation.words).map(({ part, speaks }, i) =>
          speaks === undefined ? (
            part
          ) : (
            <mark key={i} class={`speaks-${speaks}`}>
              {part}
              <span class="visually-hidden"> ({speaks} it)</span>
            </mark>
          ),
        )}
      </p>
      <p class="muted small">
        <mark class="speaks-for">Green</mark> words speak for “{explained.label}”,{" "}
        <mark class="speaks-against">red</mark> words against it.
      </p>
      <ul class="scores">
        {classes.map(([label, probability]) => (
          <li key={label}>
            <ClassName label={label} />
            <ProbabilityBar value={probability} faint={label !== explained.label} />
          </li>
        ))}
        <li>
          <ClassName label={null} />
          <ProbabilityBar value={none.probability} faint={!none.isOutOfScope} />
        </li>
      </ul>
      {isOwnExample && <p>You labeled this text, so it is answered with your label.</p>}
      {changedBy && (
        <p>
          Without <strong>{changedBy.words.join(", ")}</strong> the answer would be “{changedBy.prediction}”.
        </p>
      )}
      <Branches levels={explanation.levels ?? []} />
      <Nearest nearest={nearest} />
    </>
  );
}

/** Lists the labels of a text with their probabilities, and the next class. */
function LabelScores({ text: { labels = [], runnerUp } }: { readonly text: StudioText }) {
  const next = runnerUp === null ? [] : [runnerUp];
  return (
    <ul class="scores">
      {[...labels, ...next].map(({ label, probability }, i) => (
        <li key={label}>
          <ClassName label={label} />
          <ProbabilityBar value={probability} faint={i >= labels.length} />
        </li>
      ))}
    </ul>
  );
}

function missingReason({ outcome }: StudioText, explanation: "failed" | undefined): string {
  if (outcome === "waiting") return "This text has no answer yet.";
  return explanation === "failed" ? "The answer could not be explained." : "Explaining …";
}

/** Why each branch of the tree and not its nearest sibling, from the top level down. */
function Branches({ levels }: { readonly levels: readonly LevelExplanation[] }) {
  if (levels.length === 0) return null;
  return (
    <>
      <h3>Level by level</h3>
      <ol class="nearest">
        {levels.map(({ branch, sibling }) => (
          <li key={branch}>
            <ClassName label={branch} />
            {sibling && (
              <span class="muted small">
                {" "}
                rather than {shortName(sibling.branch)}
                {sibling.wordsAgainst.length > 0 &&
                  ` by “${sibling.wordsAgainst.map(({ part }) => part).join("”, “")}”`}
              </span>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

const origins = { prompt: "description", generated: "generated example", real: "your example" } as const;

function Nearest({ nearest }: { readonly nearest: readonly NearestExample[] }) {
  if (nearest.length === 0) return null;
  return (
    <>
      <h3>Most similar</h3>
      <ul class="nearest">
        {nearest.slice(0, shownExamples).map((example) => (
          <li key={`${example.label} ${example.text}`}>
            <span dir="auto">{example.text}</span>
            <span class="muted small row">
              <ClassName label={example.label} /> {origins[example.origin]}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
