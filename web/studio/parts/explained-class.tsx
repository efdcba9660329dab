import { useState } from "preact/hooks";
import type { ExplainedLevel, StudioExplanation, StudioText } from "../../../src/studio/contract.ts";
import { percent } from "../../shared/numbers.ts";
import { shortName } from "./class-name.tsx";
import { HighlightedText, Nearest, ReasonChoice, Score } from "./explained-parts.tsx";
import { ProbabilityBar } from "./probability-bar.tsx";

type ClassExplanation = Extract<StudioExplanation, { explained: unknown }>;

interface ExplainedClassProps {
  readonly text: StudioText;
  readonly explanation: ClassExplanation;
}

/** Probabilities that are shown. */
const shownClasses = 4;

/** Explains an answer with one class; in a tree each level of its path. */
export function ExplainedClass({ text, explanation }: ExplainedClassProps) {
  const { explained, nearest, isOwnExample, changedBy, words, levels = [] } = explanation;
  const [chosen, setChosen] = useState(levels.length - 1);
  const level: ExplainedLevel | undefined = levels[chosen];
  return (
    <>
      <HighlightedText
        text={text.text}
        words={level?.words ?? words}
        label={shortName(level?.label ?? explained.label)}
      />
      {levels.length > 0 && <Path levels={levels} chosen={chosen} onChoose={setChosen} />}
      <Scores text={text} explanation={explanation} />
      {isOwnExample && <p>You labeled this text, so it is answered with your label.</p>}
      {changedBy && (
        <p>
          Without <strong>{changedBy.words.join(", ")}</strong> the answer would be “
          {shortName(changedBy.prediction)}”.
        </p>
      )}
      <Nearest nearest={nearest} />
    </>
  );
}

interface PathProps {
  readonly levels: readonly ExplainedLevel[];
  readonly chosen: number;
  readonly onChoose: (level: number) => void;
}

/** Shows the way down the tree to the answer, at each level with the class that is the next likely one. */
function Path({ levels, chosen, onChoose }: PathProps) {
  return (
    <>
      <h3>Step by step</h3>
      <ol class="reasons path">
        {levels.map(({ label, probability, runnerUp }, i) => (
          <li key={label}>
            <ReasonChoice isChosen={i === chosen} onChoose={() => onChoose(i)}>
              <span class="reason-line">
                <span class="class-label">{shortName(label)}</span>
                <ProbabilityBar value={probability} faint={false} />
              </span>
              {runnerUp !== undefined && (
                <span class="reason-note">
                  rather than {shortName(runnerUp.label)} ({percent(runnerUp.probability)})
                </span>
              )}
            </ReasonChoice>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Lists the most probable classes and the probability of none. */
function Scores({ text, explanation: { answer, explained, none } }: ExplainedClassProps) {
  const isNone = text.outcome === "none";
  const classes = Object.entries(answer.probabilities)
    .sort(([, one], [, other]) => other - one)
    .slice(0, shownClasses);
  return (
    <>
      <h3>{isNone ? "If a class fits" : "Most probable classes"}</h3>
      <ul class="scores">
        {classes.map(([label, probability]) => (
          <Score
            key={label}
            label={label}
            probability={probability}
            isFaint={isNone || label !== explained.label}
          />
        ))}
      </ul>
      <h3>Chance that no class fits</h3>
      <ul class="scores">
        <Score label={null} probability={none.probability} isFaint={!isNone} />
      </ul>
    </>
  );
}
