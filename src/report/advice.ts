import type { ConfusionCell, Evaluation, Problem } from "../index.ts";
import type { Advice, AdvisedProblem } from "./report-data.ts";
import { shortName } from "./shorten.ts";

/** Number of problems of pairs, and of single classes, that are shown. More make the page longer than anybody reads. */
const maxShown = 30;
/** Number of characters of a sentence that are shown. */
const maxCharacters = 600;

/**
 * Chooses the problems of a diagnosis that explain errors, those about most incorrect rows first. Problems of pairs of classes
 * come before the others, since they say with which class a text is confused. If the rows are parts of descriptions, all
 * problems stay in their order: errors on these parts say nothing about real texts.
 * @param most number of characters of a name that are shown
 */
export function adviceOf(
  evaluation: Pick<Evaluation, "confusion" | "basis">,
  problems: readonly Problem[],
  most: number,
): Advice {
  const shown = (problem: Problem) => shownProblem(problem, most);
  if (evaluation.basis?.source === "descriptions")
    return { of: problems.length, withoutErrors: 0, problems: problems.slice(0, maxShown).map(shown) };
  const { confusion } = evaluation;
  const wrong = confusion.filter(({ truth, prediction }) => truth !== prediction);
  const rowsOf = new Map<string | null, number>();
  for (const { truth, count } of confusion) rowsOf.set(truth, (rowsOf.get(truth) ?? 0) + count);
  const counted = problems
    .map((problem) => ({ problem, errors: errorsOf(problem, wrong) }))
    .filter(({ errors }) => errors > 0)
    .sort((a, b) => Number(isPair(b.problem)) - Number(isPair(a.problem)) || b.errors - a.errors);
  return {
    of: counted.length,
    withoutErrors: problems.length - counted.length,
    problems: counted.slice(0, maxShown).map(({ problem, errors }) => {
      const { kind, classes, estimate } = problem;
      const rows = classes.reduce((sum, name) => sum + (rowsOf.get(name) ?? 0), 0);
      return {
        ...shown(problem),
        errors,
        ...(kind === "overlap" && estimate !== undefined && { estimate }),
        ...(kind === "overlap" && rows > 0 && { measured: errors / rows }),
      };
    }),
  };
}

function shownProblem({ kind, classes, message, fix }: Problem, most: number): AdvisedProblem {
  return {
    kind,
    classes: classes.slice(0, 2).map((name) => shortName(name, most)),
    message: shortName(message, maxCharacters),
    fix: shortName(fix, maxCharacters),
  };
}

function isPair({ classes }: Problem): boolean {
  return classes.length > 1;
}

/** Returns the number of incorrect rows that a problem is about. */
function errorsOf({ kind, classes }: Problem, wrong: readonly ConfusionCell[]): number {
  const own = new Set<string | null>(classes);
  const [first] = classes;
  const isOf = {
    pair: ({ truth, prediction }: ConfusionCell) => own.has(truth) && own.has(prediction),
    taken: ({ prediction }: ConfusionCell) => prediction === first,
    class: ({ truth, prediction }: ConfusionCell) => truth === first || prediction === first,
  };
  const which = kind === "swallowing" ? isOf.taken : classes.length > 1 ? isOf.pair : isOf.class;
  return wrong.filter(which).reduce((sum, { count }) => sum + count, 0);
}
