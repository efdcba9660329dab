import { counted, percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { Audit, Finding, FindingKind } from "../index.ts";
import { columns } from "./columns.ts";

/** Number of findings of a kind that are listed. */
const shownFindings = 10;
/** Number of characters of a text that are shown. */
const shownCharacters = 80;
/** Number of names of classes that are listed. */
const shownNames = 10;

const headings: Readonly<Record<FindingKind, string>> = {
  "wrong-label": "Labels that are probably wrong, the most certain first:",
  contradiction: "Copies of a text with another label:",
  duplicate: "Repeated texts with the same label:",
  outlier: "Texts that are unlike all classes:",
};

/** Formats an audit as text. */
export function showAudit(audit: Audit): string {
  return [
    headline(audit),
    ...notes(audit),
    ...(Object.keys(headings) as FindingKind[]).flatMap((kind) => listOf(kind, audit)),
  ].join("\n");
}

function headline({ rows, classes, agreement, counts }: Audit): string {
  const found = [
    counted(counts["wrong-label"], "label is probably wrong", "labels are probably wrong"),
    counted(counts.contradiction, "contradicts a copy of its text", "contradict a copy of their text"),
    counted(counts.duplicate, "row is repeated", "rows are repeated"),
    counted(counts.outlier, "is unlike all classes", "are unlike all classes"),
  ];
  return [
    `${counted(rows, "row")} of ${counted(classes, "class", "classes")}; the label is the most probable class in ${percent(agreement)} of them.`,
    `${found.join(", ")}.`,
  ].join("\n");
}

/** Formats what was not judged. */
export function notes({
  nearDuplicates,
  unjudgedClasses,
}: Pick<Audit, "nearDuplicates" | "unjudgedClasses">): string[] {
  const names = unjudgedClasses.slice(0, shownNames).map(terminalSafe).join(", ");
  const more = unjudgedClasses.length > shownNames ? ` and ${unjudgedClasses.length - shownNames} more` : "";
  return [
    ...(nearDuplicates > 0
      ? [
          `${counted(nearDuplicates, "row is", "rows are")} nearly equal to an earlier row. They are not listed.`,
        ]
      : []),
    ...(unjudgedClasses.length > 0
      ? [
          `These classes have too few rows to judge their labels: ${names}${more}. Describe them with --classes.`,
        ]
      : []),
  ];
}

function listOf(kind: FindingKind, { findings }: Audit): string[] {
  const some = findings.filter((finding) => finding.kind === kind);
  if (some.length === 0) return [];
  const shown = some.slice(0, shownFindings);
  // In a tree of classes: where label and proposal part.
  const hasLevels = shown.some(({ level }) => level !== undefined);
  const rows = shown.map((finding) => [
    placeOf(finding),
    finding.label,
    finding.proposal ?? "",
    ...(hasLevels ? [String(finding.level ?? "")] : []),
    finding.probability.toFixed(2),
  ]);
  const texts = ["text", ...shown.map(({ text }) => shortened(text))];
  const head = [
    "row",
    "label",
    kind === "wrong-label" || kind === "contradiction" ? "proposal" : "",
    ...(hasLevels ? ["level"] : []),
    "probability",
  ];
  const left = some.length - shown.length;
  return [
    "",
    headings[kind],
    ...columns([head, ...rows]).map((line, i) => `${line}  ${texts[i]}`),
    ...(left > 0 ? [`(and ${left} more; --output FILE writes all)`] : []),
  ];
}

/** Returns the file and line of a finding, or the number of its row. */
export function placeOf({ place, row }: Pick<Finding, "place" | "row">): string {
  return place?.line === undefined ? String(row + 1) : `${place.source}:${place.line}`;
}

/** Returns the beginning of a text on one line, without anything that a terminal obeys. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/gu, " ");
  return terminalSafe(line.length > shownCharacters ? `${line.slice(0, shownCharacters)}...` : line);
}
