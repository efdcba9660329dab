import type { ComponentChildren } from "preact";
import type { NearestExample, RemovalEffect } from "../../../src/index.ts";
import { highlightedParts } from "../state/highlighted-parts.ts";
import { ClassName } from "./class-name.tsx";
import { ProbabilityBar } from "./probability-bar.tsx";

interface HighlightedTextProps {
  readonly text: string;
  readonly words: readonly Pick<RemovalEffect, "places" | "change">[];
  /** Name of the class that the words speak for or against. */
  readonly label: string;
}

/** Shows a text with the words that speak for a class, and those against it. */
export function HighlightedText({ text, words, label }: HighlightedTextProps) {
  const parts = highlightedParts(text, words);
  const has = (side: "for" | "against") => parts.some(({ speaks }) => speaks === side);
  return (
    <>
      <p class="detail-text" dir="auto">
        {parts.map(({ part, speaks }, i) =>
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
      <p class="muted small" aria-live="polite">
        {!has("for") && !has("against") && `No single word decides about “${label}”.`}
        {has("for") && (
          <>
            <mark class="speaks-for">Green</mark> words speak for “{label}”{has("against") ? ", " : "."}
          </>
        )}
        {has("against") && (
          <>
            <mark class="speaks-against">red</mark> words {has("for") ? "against it" : `against “${label}”`}.
          </>
        )}
      </p>
    </>
  );
}

interface ScoreProps {
  readonly label: string | null;
  readonly probability: number;
  /** Whether it is not the answer. */
  readonly isFaint: boolean;
}

/** Shows a class with its probability. */
export function Score({ label, probability, isFaint }: ScoreProps) {
  return (
    <li>
      <ClassName label={label} />
      <ProbabilityBar value={probability} faint={isFaint} />
    </li>
  );
}

interface ReasonChoiceProps {
  /** Whether its words are the highlighted ones. */
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly children: ComponentChildren;
}

/** Chooses the class whose words are highlighted. */
export function ReasonChoice({ isChosen, onChoose, children }: ReasonChoiceProps) {
  return (
    <button type="button" class="reason" aria-pressed={isChosen} onClick={onChoose}>
      {children}
    </button>
  );
}

const origins = { prompt: "description", generated: "generated example", real: "your example" } as const;

/** Similar examples that are shown. */
const shownExamples = 3;

/** Lists the most similar examples. */
export function Nearest({ nearest }: { readonly nearest: readonly NearestExample[] }) {
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
