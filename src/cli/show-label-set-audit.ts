import { counted } from "../files/readable-numbers.ts";
import type { LabelSetAudit, LabelSetFinding, LabelSetFindingKind } from "../index.ts";
import { columns } from "./columns.ts";
import { notes, placeOf, shortened } from "./show-audit.ts";

/** Number of findings of a kind that are listed. */
const shownFindings = 10;

const headings: Readonly<Record<LabelSetFindingKind, string>> = {
  "missing-label": "Labels that rows probably lack, the most certain first:",
  "wrong-label": "Labels that rows probably do not have, the most certain first:",
  contradiction: "Copies of a text with other labels:",
  duplicate: "Repeated texts with the same labels:",
};

/** Formats an audit of several labels per text as text. */
export function showLabelSetAudit(audit: LabelSetAudit): string {
  const { rows, labels, classes, counts } = audit;
  return [
    `${counted(rows, "row")} with ${counted(labels, "label")} of ${counted(classes, "class", "classes")}.`,
    `${[
      counted(counts["missing-label"], "label is probably missing", "labels are probably missing"),
      counted(counts["wrong-label"], "label is probably wrong", "labels are probably wrong"),
      counted(counts.contradiction, "contradicts copies of its text", "contradict copies of their text"),
      counted(counts.duplicate, "row is repeated", "rows are repeated"),
    ].join(", ")}.`,
    ...notes(audit),
    ...(Object.keys(headings) as LabelSetFindingKind[]).flatMap((kind) => listOf(kind, audit)),
  ].join("\n");
}

function listOf(kind: LabelSetFindingKind, { findings }: LabelSetAudit): string[] {
  const some = findings.filter((finding) => finding.kind === kind);
  if (some.length === 0) return [];
  const shown = some.slice(0, shownFindings);
  const isOfLabel = kind === "missing-label" || kind === "wrong-label";
  const head = ["row", ...(isOfLabel ? ["label", "probability"] : []), isOfLabel ? "labels now" : "labels"];
  const texts = ["text", ...shown.map(({ text }) => shortened(text))];
  const left = some.length - shown.length;
  return [
    "",
    headings[kind],
    ...columns([head, ...shown.map(cells)]).map((line, i) => `${line}  ${texts[i]}`),
    ...(left > 0 ? [`(and ${left} more; --output FILE writes all)`] : []),
  ];
}

function cells(finding: LabelSetFinding): string[] {
  const { label, probability, labels } = finding;
  const now = labels.length === 0 ? "(none)" : labels.join("; ");
  return [placeOf(finding), ...(label === undefined ? [] : [label, probability!.toFixed(2)]), now];
}
