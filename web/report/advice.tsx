import type { Advice, AdvisedProblem } from "../../src/report/report-data.ts";
import { count, percent } from "../shared/numbers.ts";
import { shownText } from "./visible.tsx";

/** Number of problems that are shown at once; the others are one click away. */
const shownFirst = 6;

/** What to change in descriptions and data, the problems with the most errors among their classes first. */
export function AdviceSection({ advice }: { readonly advice: Advice }) {
  const { problems, of, withoutErrors } = advice;
  const others = <OtherProblems count={withoutErrors} />;
  if (problems.length === 0)
    return withoutErrors > 0 ? others : <p>The check of the classes found no problem.</p>;
  const pairs = problems.filter(({ classes }) => classes.length > 1);
  const singles = problems.filter(({ classes }) => classes.length < 2);
  const hasErrors = problems.some(({ errors }) => errors !== undefined);
  return (
    <>
      <p>
        What a check of descriptions and names found
        {of > problems.length && ` (the first ${count(problems.length)} of ${count(of)})`}
        {hasErrors
          ? ", sorted by the errors of this evaluation among the classes that it is about. An error can count in several places."
          : "."}
      </p>
      {pairs.length > 0 && <h3>Classes that look alike</h3>}
      <ProblemLists problems={pairs} />
      {singles.length > 0 && <h3>Single classes</h3>}
      <ProblemLists problems={singles} />
      {others}
    </>
  );
}

/** Says how many problems are not listed because no error is about them. */
function OtherProblems({ count: number }: { readonly count: number }) {
  if (number === 0) return null;
  return (
    <p class="muted">
      {number === 1 ? "1 problem is" : `${count(number)} problems are`} not listed, because no error of this
      evaluation is among {number === 1 ? "its" : "their"} classes. The command doctor lists all.
    </p>
  );
}

/** The first problems, and a button for the others. */
function ProblemLists({ problems }: { readonly problems: readonly AdvisedProblem[] }) {
  const rest = problems.slice(shownFirst);
  return (
    <>
      <ProblemList problems={problems.slice(0, shownFirst)} />
      {rest.length > 0 && (
        <details>
          <summary>
            {count(rest.length)} more {rest.length === 1 ? "problem" : "problems"}
          </summary>
          <ProblemList problems={rest} />
        </details>
      )}
    </>
  );
}

function ProblemList({ problems }: { readonly problems: readonly AdvisedProblem[] }) {
  return (
    <ol class="advice">
      {problems.map((problem) => (
        <li key={problem.message}>
          {problem.errors !== undefined && (
            <p class="advice-errors">
              <strong>{count(problem.errors)}</strong> {problem.errors === 1 ? "error" : "errors"}
            </p>
          )}
          <div>
            <p>{shownText(problem.message)}</p>
            <p class="advice-fix">{shownText(problem.fix)}</p>
            {problem.measured !== undefined && (
              <p class="muted">
                Measured here: {percent(problem.measured)} of the texts of both classes get the other one
                {problem.estimate !== undefined &&
                  `; estimated from the descriptions: ${percent(problem.estimate)}`}
                .
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
