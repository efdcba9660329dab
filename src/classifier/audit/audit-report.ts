import { findLabelErrors, type LabelErrors } from "../../evaluation/label-errors.ts";
import { isHierarchy } from "../../task/hierarchy/find-hierarchy.ts";
import type { ClassDefinition, Example } from "../../task/task.ts";
import type { OutOfFold } from "../../training/out-of-fold.ts";
import type { Audit, Finding, FindingKind } from "./audit.ts";
import { copyFindings } from "./copy-findings.ts";
import { FindingMaker } from "./finding-maker.ts";

/** A class without a description is judged from this number of different texts. Smaller: its fits know too little of it. */
const minTexts = 4;
/** A text whose probability of being out of scope is at least this is an outlier. Larger: fewer outliers. */
const outlierFrom = 0.9;

/** Turns out-of-fold predictions into an audit. An example is in one finding at most. */
export function auditReport(
  examples: readonly Example[],
  classes: readonly ClassDefinition[],
  found: OutOfFold,
): Audit {
  const names = classes.map(({ name }) => name);
  const columns = new Map(names.map((name, c) => [name, c]));
  const labels = Int32Array.from(examples, ({ label }) => columns.get(label)!);
  const unjudged = unjudgedClasses(classes, examples, found);
  const errors = findLabelErrors(labels, found.probabilities, {
    neighborLabels: found.neighborLabels,
    isJudged: judgedRows(classes, examples, found),
  });
  const maker = new FindingMaker(examples, names, found.probabilities, isHierarchy(classes, "auto"));
  const copies = copyFindings(examples, found.groups.copies, maker);
  const taken = new Set(copies.map(({ row }) => row));
  const outliers = outlierFindings(found.none, taken, maker);
  // The best class for a text that is unlike all classes is a guess.
  for (const { row } of outliers) taken.add(row);
  const wrong = wrongLabels(errors, names, taken, maker);
  const findings = [...wrong, ...copies, ...outliers];
  return {
    rows: examples.length,
    classes: classes.length,
    agreement: errors.logOdds.filter((odds) => odds <= 0).length / examples.length,
    counts: countKinds(findings),
    nearDuplicates: new Set(found.groups.copies).size - new Set(found.groups.groups).size,
    unjudgedClasses: [...unjudged],
    findings,
  };
}

/** Returns which rows are of a class that can be judged. */
export function judgedRows(
  classes: readonly ClassDefinition[],
  examples: readonly Example[],
  found: OutOfFold,
): (row: number) => boolean {
  const unjudged = unjudgedClasses(classes, examples, found);
  return (row) => !unjudged.has(examples[row].label);
}

/** Returns the classes whose labels cannot be judged: a fit without some of their few texts knows nothing of them. */
function unjudgedClasses(
  classes: readonly ClassDefinition[],
  examples: readonly Example[],
  { groups }: OutOfFold,
): ReadonlySet<string> {
  const texts = new Map(classes.map(({ name }) => [name, new Set<number>()]));
  for (const [i, { label }] of examples.entries()) texts.get(label)!.add(groups.groups[i]);
  const few = classes.filter(({ name, prompt }) => prompt === undefined && texts.get(name)!.size < minTexts);
  return new Set(few.map(({ name }) => name));
}

function wrongLabels(
  errors: LabelErrors,
  names: readonly string[],
  taken: ReadonlySet<number>,
  maker: FindingMaker,
): Finding[] {
  return errors.rows
    .filter((row) => !taken.has(row))
    .map((row) => {
      const proposal = names[errors.proposals[row]];
      return maker.make("wrong-label", row, {
        action: "relabel",
        proposal,
        probability: maker.probabilityOf(row, proposal),
        reason: `Without this row, ${JSON.stringify(proposal)} is the more probable class.`,
      });
    });
}

function outlierFindings(none: Float64Array, taken: ReadonlySet<number>, maker: FindingMaker): Finding[] {
  return Array.from(none.keys())
    .filter((row) => none[row] >= outlierFrom && !taken.has(row))
    .sort((a, b) => none[b] - none[a])
    .map((row) => {
      const reason = "The text is unlike all classes.";
      return maker.make("outlier", row, { action: "remove", probability: none[row], reason });
    });
}

function countKinds(findings: readonly Finding[]): Record<FindingKind, number> {
  const counts = { "wrong-label": 0, contradiction: 0, duplicate: 0, outlier: 0 };
  for (const { kind } of findings) counts[kind]++;
  return counts;
}
