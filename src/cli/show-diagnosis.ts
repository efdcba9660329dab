import { counted } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { Diagnosis, Problem, ProblemKind } from "../index.ts";

/** Number of problems of a kind that are shown. */
const shownProblems = 10;

const headings: Readonly<Record<ProblemKind, string>> = {
  overlap: "Descriptions that overlap, the closest first",
  swallowing: "Classes that take texts of others",
  "misleading-name": "Names that mislead",
  "similar-names": "Similar names",
  thin: "Thin descriptions",
  long: "Long descriptions",
  negative: "Descriptions that say what the class is not",
  "unknown-label": "Labels without a class",
  contradiction: "Texts with several labels",
  duplicate: "Repeated rows",
  leak: "Rows that are in both the training and the test data",
};

/** Formats a diagnosis as text. */
export function showDiagnosis(diagnosis: Diagnosis): string {
  const { classes, examples, testExamples, groups, problems } = diagnosis;
  const checked = [
    counted(classes, "class", "classes"),
    ...(examples > 0 ? [counted(examples, "example")] : []),
    ...(testExamples > 0 ? [counted(testExamples, "test example")] : []),
  ];
  return [
    `${checked.join(", ")}: ${problems.length === 0 ? "no problem found" : counted(problems.length, "problem")}.`,
    ...(Object.keys(headings) as ProblemKind[]).flatMap((kind) => listOf(kind, problems)),
    ...groupList(groups),
  ].join("\n");
}

/** Number of groups, and of classes of a group, that are named. */
const [shownGroups, shownOfGroup] = [20, 3];

function groupList(groups: Diagnosis["groups"]): string[] {
  if (groups.length === 0) return [];
  const left = groups.length - shownGroups;
  return [
    "",
    "Groups of similar classes, the largest first:",
    ...groups.slice(0, shownGroups).map(({ name, classes }) => {
      const some = classes.slice(0, shownOfGroup).join("; ");
      return `- ${terminalSafe(`${name} (${classes.length}): ${some}${classes.length > shownOfGroup ? "; ..." : ""}`)}`;
    }),
    ...(left > 0 ? [`  (and ${left} more; --json lists all)`] : []),
  ];
}

function listOf(kind: ProblemKind, problems: readonly Problem[]): string[] {
  const some = problems.filter((problem) => problem.kind === kind);
  if (some.length === 0) return [];
  const left = some.length - shownProblems;
  return [
    "",
    `${headings[kind]}:`,
    ...some.slice(0, shownProblems).flatMap(({ message, fix, place }) => {
      const where = place?.line === undefined ? "" : `${place.source}, line ${place.line}: `;
      return [`- ${terminalSafe(`${where}${message}`)}`, `  ${terminalSafe(fix)}`];
    }),
    ...(left > 0 ? [`  (and ${left} more; --json lists all)`] : []),
  ];
}
