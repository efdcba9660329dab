import type { Problem } from "../../../../src/index.ts";
import { Icon } from "../../parts/icon.tsx";

/** Finds the problems that are about a class. */
export function problemsOf(problems: readonly Problem[], name: string): readonly Problem[] {
  return problems.filter(({ classes }) => classes.includes(name));
}

/** Number of problems that are shown beside a description. */
const shownProblems = 3;

/** Lists what is likely to go wrong with a class, and what to do about it. */
export function Findings({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul class="findings" aria-label="Findings">
      {problems.slice(0, shownProblems).map(({ kind, message, fix }) => (
        <li key={`${kind} ${message}`}>
          <Icon name="warning" />
          <span>
            {message} <span class="muted">{fix}</span>
          </span>
        </li>
      ))}
      {problems.length > shownProblems && <li class="muted">and {problems.length - shownProblems} more</li>}
    </ul>
  );
}
