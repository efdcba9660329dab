import type { StudioExplanation, StudioText } from "../../../src/studio/contract.ts";
import { ExplainedClass } from "./explained-class.tsx";
import { ExplainedLabels } from "./explained-labels.tsx";

interface ExplainedProps {
  readonly text: StudioText;
  /** Undefined while it is computed. */
  readonly explanation: StudioExplanation | "failed" | undefined;
}

/** Explains the answer to one text: the words that count, the probabilities, and the most similar examples. */
export function Explained({ text, explanation }: ExplainedProps) {
  if (typeof explanation === "object" && "labels" in explanation)
    return <ExplainedLabels key={text.id} text={text} explanation={explanation} />;
  if (typeof explanation === "object")
    return <ExplainedClass key={text.id} text={text} explanation={explanation} />;
  return (
    <>
      <p class="detail-text" dir="auto">
        {text.text}
      </p>
      <p class="muted">{missingReason(text, explanation)}</p>
    </>
  );
}

function missingReason({ outcome }: StudioText, explanation: "failed" | undefined): string {
  if (outcome === "waiting") return "This text has no answer yet.";
  return explanation === "failed" ? "The answer could not be explained." : "Explaining …";
}
