import { useState } from "preact/hooks";
import type { Explanation, LevelExplanation } from "../../../src/index.ts";
import type { StudioText } from "../../../src/studio/contract.ts";
import { percent } from "../../shared/numbers.ts";
import { levelWords } from "../state/level-words.ts";
import { shortName } from "./class-name.tsx";
import { HighlightedText, Nearest, ReasonChoice, Score } from "./explained-parts.tsx";
import { ProbabilityBar } from "./probability-bar.tsx";

interface ExplainedClassProps {
  readonly text: StudioText;
  readonly explanation: Explanation;
}

/** Probabilities that are shown. */
const shownClasses = 4;

/** Explains an answer with one class; in a tree each level of its path. */
export function ExplainedClass({ text, explanation }: ExplainedClassProps) {
  const { explained, nearest, isOwnExample, changedBy, words, levels = [] } = explanation;
  const [chosen, setChosen] = useState(levels.length - 1);
  const level: LevelExplanation | undefined = levels[chosen];
  const shown = level ? levelWords(explanation, level) : { words, label: explained.label };
  return (
    <>
      <HighlightedText text={text.text} words={shown.words} label={shortName(shown.label)} />
      {levels.length > 0 && (
        <Path levels={levels} isOwnExample={isOwnExample} chosen={chosen} onChoose={setChosen} />
      )}
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
  readonly levels: readonly LevelExplanation[];
  readonly isOwnExample: boolean;
  readonly chosen: number;
  readonly onChoose: (level: number) => void;
}

/** Shows the way down the tree to the answer, at each level with the nearest sibling. Levels do not count the user's label. */
function Path({ levels, isOwnExample, chosen, onChoose }: PathProps) {
  return (
    <>
      <h3>{isOwnExample ? "Step by step, without your label" : "Step by step"}</h3>
      <ol class="reasons path">
        {levels.map(({ branch, probability, sibling }, i) => (
          <li key={branch}>
            <ReasonChoice isChosen={i === chosen} onChoose={() => onChoose(i)}>
              <span class="reason-line">
                <span class="class-label">{shortName(branch)}</span>
                <ProbabilityBar value={probability} faint={false} />
              </span>
              {sibling && (
                <span class="reason-note">
                  rather than {shortName(sibling.branch)} ({percent(sibling.probability)})
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
