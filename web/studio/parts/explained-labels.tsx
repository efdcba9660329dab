import { useState } from "preact/hooks";
import type { LabelExplanation, LabelSetExplanation } from "../../../src/index.ts";
import type { StudioText } from "../../../src/studio/contract.ts";
import { percent } from "../../shared/numbers.ts";
import { ClassName } from "./class-name.tsx";
import { HighlightedText, Nearest, ReasonChoice, Score } from "./explained-parts.tsx";
import { ProbabilityBar } from "./probability-bar.tsx";

interface ExplainedLabelsProps {
  readonly text: StudioText;
  readonly explanation: LabelSetExplanation;
}

/** Probabilities that are shown if no label is near. */
const shownScores = 3;

/** Explains why a text has its labels, and why it has not those that it nearly has. */
export function ExplainedLabels({ text, explanation }: ExplainedLabelsProps) {
  const { labels, isOwnExample } = explanation;
  const [name, setName] = useState(labels[0]?.label);
  const chosen = labels.find(({ label }) => label === name);
  if (chosen === undefined) return <NoLabelNear text={text} explanation={explanation} />;
  return (
    <>
      <HighlightedText text={text.text} words={chosen.words} label={chosen.label} />
      {[true, false].map((isGiven) => (
        <Reasons
          key={String(isGiven)}
          labels={labels.filter((each) => each.isGiven === isGiven)}
          isGiven={isGiven}
          chosen={chosen}
          onChoose={setName}
        />
      ))}
      {isOwnExample && <p>You labeled this text, so it is answered with your labels.</p>}
      {chosen.changedBy && (
        <p>
          Without <strong>{chosen.changedBy.words.join(", ")}</strong> the text would{" "}
          {chosen.isGiven ? "not have" : "have"} the label “{chosen.label}”.
        </p>
      )}
      <Nearest nearest={chosen.nearest} />
    </>
  );
}

interface ReasonsProps {
  readonly labels: readonly LabelExplanation[];
  readonly isGiven: boolean;
  readonly chosen: LabelExplanation;
  readonly onChoose: (label: string) => void;
}

/** Lists labels with their probability and the one from which they are given. */
function Reasons({ labels, isGiven, chosen, onChoose }: ReasonsProps) {
  if (labels.length === 0) return null;
  return (
    <>
      <h3>{isGiven ? "Given labels" : "Not given, but close"}</h3>
      <ul class="reasons">
        {labels.map(({ label, probability, threshold }) => (
          <li key={label}>
            <ReasonChoice isChosen={label === chosen.label} onChoose={() => onChoose(label)}>
              <span class="reason-line">
                <ClassName label={label} />
                <ProbabilityBar value={probability} faint={!isGiven} />
              </span>
              <span class="reason-note">given from {percent(threshold)} on</span>
            </ReasonChoice>
          </li>
        ))}
      </ul>
    </>
  );
}

function NoLabelNear({ text, explanation: { answer } }: ExplainedLabelsProps) {
  const scores = Object.entries(answer.probabilities).sort(([, one], [, other]) => other - one);
  return (
    <>
      <p class="detail-text" dir="auto">
        {text.text}
      </p>
      <p class="muted small">No label is probable enough to be given, and none is close.</p>
      <ul class="scores">
        {scores.slice(0, shownScores).map(([label, probability]) => (
          <Score key={label} label={label} probability={probability} isFaint />
        ))}
      </ul>
    </>
  );
}
