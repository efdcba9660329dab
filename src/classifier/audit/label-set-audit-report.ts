import { findLabelSetErrors, type LabelPairError } from "../../evaluation/label-sets/label-set-errors.ts";
import { rowOf } from "../../math/matrix.ts";
import { placeOfExample } from "../../task/example-places.ts";
import type { LabelSet } from "../../task/label-sets/label-set.ts";
import type { ClassDefinition } from "../../task/task.ts";
import { groupTexts } from "../../task/text-groups.ts";
import { textKey } from "../../trained-model/remembered-rows.ts";
import type { LabelSetsOutOfFold } from "../../training/label-sets/out-of-fold-label-sets.ts";
import type { LabelSetAudit, LabelSetFinding, LabelSetFindingKind } from "./label-set-audit.ts";

/** A label without a description is judged from this number of texts that have it. Smaller: its fits know too little. */
const minTexts = 4;

/** Turns out-of-fold probabilities of labels into an audit. Copies of a text are compared with one another only. */
export function labelSetAuditReport(
  rows: readonly LabelSet[],
  classes: readonly ClassDefinition[],
  found: LabelSetsOutOfFold,
): LabelSetAudit {
  const names = classes.map(({ name }) => name);
  const { copies, groups } = groupTexts(rows.map(({ text }) => text));
  const ofCopies = copyFindings(rows, copies);
  const contradicted = new Set(ofCopies.contradictions.map(({ text }) => textKey(text)));
  const unjudged = unjudgedClasses(classes, found);
  const { truths, texts } = found.rows;
  const firsts = new Map<string, number>();
  for (const [i, { text }] of rows.entries()) if (!firsts.has(textKey(text))) firsts.set(textKey(text), i);
  const errors = findLabelSetErrors(truths, found.probabilities);
  const ofLabels = (kind: "missing-label" | "wrong-label", pairs: readonly LabelPairError[]) =>
    pairs
      .filter(({ row, column }) => !unjudged.has(names[column]) && !contradicted.has(textKey(texts[row])))
      .map(({ row, column, probability }) =>
        labelFinding(rows, firsts.get(textKey(texts[row]))!, { kind, label: names[column], probability }),
      );
  const findings = [
    ...ofLabels("missing-label", errors.missing),
    ...ofLabels("wrong-label", errors.wrong),
    ...ofCopies.contradictions,
    ...ofCopies.duplicates,
  ];
  return {
    kind: "multi-label",
    rows: rows.length,
    classes: classes.length,
    labels: rows.reduce((sum, { labels }) => sum + labels.length, 0),
    counts: countKinds(findings),
    nearDuplicates: new Set(copies).size - new Set(groups).size,
    unjudgedClasses: [...unjudged],
    findings,
  };
}

function labelFinding(
  rows: readonly LabelSet[],
  row: number,
  { kind, label, probability }: { kind: "missing-label" | "wrong-label"; label: string; probability: number },
): LabelSetFinding {
  const { labels } = rows[row];
  const isMissing = kind === "missing-label";
  const proposal = isMissing ? [...labels, label] : labels.filter((each) => each !== label);
  const reason = `Without this row, ${JSON.stringify(label)} is probably ${isMissing ? "one" : "none"} of its labels.`;
  return { ...begin(rows, row, kind), label, action: "relabel", proposal, probability, reason };
}

function begin(
  rows: readonly LabelSet[],
  row: number,
  kind: LabelSetFindingKind,
): Pick<LabelSetFinding, "kind" | "row" | "place" | "text" | "labels"> {
  const { text, labels } = rows[row];
  const place = placeOfExample(rows[row]);
  return { kind, row, ...(place && { place }), text, labels };
}

/** Finds copies of a text: with the same labels they are duplicates. Else the labels that most copies have are proposed. */
function copyFindings(rows: readonly LabelSet[], copies: Int32Array) {
  const byCopy = new Map<number, number[]>();
  for (const [row, copy] of copies.entries()) byCopy.set(copy, [...(byCopy.get(copy) ?? []), row]);
  const contradictions: LabelSetFinding[] = [];
  const duplicates: LabelSetFinding[] = [];
  for (const some of [...byCopy.values()].filter(({ length }) => length > 1)) {
    const counts = new Map<string, number>();
    for (const label of some.flatMap((row) => rows[row].labels))
      counts.set(label, (counts.get(label) ?? 0) + 1);
    const proposal = [...counts].filter(([, count]) => 2 * count >= some.length).map(([label]) => label);
    const seen = new Set<string>();
    for (const row of some) {
      const key = keyOf(rows[row].labels);
      if (key !== keyOf(proposal)) {
        const reason =
          "Copies of the text have other labels; those of at least half of the copies are proposed.";
        contradictions.push({ ...begin(rows, row, "contradiction"), action: "relabel", proposal, reason });
      } else if (seen.has(key)) {
        const reason = "An earlier row has the same text and labels.";
        duplicates.push({ ...begin(rows, row, "duplicate"), action: "remove", reason });
      }
      seen.add(key);
    }
  }
  return { contradictions, duplicates };
}

function keyOf(labels: readonly string[]): string {
  return JSON.stringify([...labels].sort());
}

/** Returns the labels that cannot be judged: a fit without some of their few texts knows nothing of them. */
function unjudgedClasses(
  classes: readonly ClassDefinition[],
  { rows: { truths } }: LabelSetsOutOfFold,
): ReadonlySet<string> {
  const counts = new Float64Array(classes.length);
  for (let i = 0; i < truths.rows; i++)
    for (const [c, value] of rowOf(truths, i).entries()) counts[c] += value;
  const few = classes.filter(({ prompt }, c) => prompt === undefined && counts[c] < minTexts);
  return new Set(few.map(({ name }) => name));
}

function countKinds(findings: readonly LabelSetFinding[]): Record<LabelSetFindingKind, number> {
  const counts = { "missing-label": 0, "wrong-label": 0, contradiction: 0, duplicate: 0 };
  for (const { kind } of findings) counts[kind]++;
  return counts;
}
