import { placeOfExample } from "../../task/example-places.ts";
import type { ClassDefinition, Example } from "../../task/task.ts";
import { groupTexts, type TextGroups } from "../../task/text-groups.ts";
import type { Problem, ProblemKind } from "./diagnosis.ts";

/** Finds labels without a class, texts with several labels, repeated rows, and test rows that are among the training rows. */
export function dataProblems(
  classes: readonly ClassDefinition[],
  examples: readonly Example[],
  testExamples: readonly Example[],
): Problem[] {
  const all = [...examples, ...testExamples];
  const groups = groupTexts(all.map(({ text }) => text));
  return [
    ...unknownLabels(classes, all),
    ...contradictions(all, groups),
    ...duplicates(examples, groups),
    ...leaks(examples.length, all, groups),
  ];
}

function problemOf(
  kind: ProblemKind,
  rows: readonly Example[],
  sentence: (count: string) => string,
  fix: string,
): Problem[] {
  if (rows.length === 0) return [];
  const place = placeOfExample(rows[0]);
  const shown = `The first is ${JSON.stringify(rows[0].text.slice(0, 80))}.`;
  const message = `${sentence(rows.length === 1 ? "1 row" : `${rows.length} rows`)} ${shown}`;
  const classes = [...new Set(rows.map(({ label }) => label))];
  return [{ kind, classes, message, fix, rows: rows.length, ...(place && { place }) }];
}

function unknownLabels(classes: readonly ClassDefinition[], all: readonly Example[]): Problem[] {
  if (classes.length === 0) return [];
  const names = new Set(classes.map(({ name }) => name));
  const byLabel = new Map<string, Example[]>();
  for (const example of all) {
    if (names.has(example.label)) continue;
    const known = byLabel.get(example.label);
    if (known === undefined) byLabel.set(example.label, [example]);
    else known.push(example);
  }
  return [...byLabel].flatMap(([label, some]) =>
    problemOf(
      "unknown-label",
      some,
      (count) => `${count} with the label ${JSON.stringify(label)}, which is not a class.`,
      `Describe ${JSON.stringify(label)} as a class, or map it to one (option labelMap, flag --label-map).`,
    ),
  );
}

function contradictions(all: readonly Example[], { copies }: TextGroups): Problem[] {
  const labels = new Map<number, Set<string>>();
  for (const [i, copy] of copies.entries()) {
    labels.set(copy, (labels.get(copy) ?? new Set()).add(all[i].label));
  }
  const rows = all.filter((_, i) => labels.get(copies[i])!.size > 1);
  const fix = "Give each text one label; pilesort audit proposes which. Or make one class of the two.";
  return problemOf("contradiction", rows, (count) => `${count} with texts that have several labels.`, fix);
}

function duplicates(examples: readonly Example[], { copies }: TextGroups): Problem[] {
  const seen = new Set<string>();
  const rows = examples.filter(({ label }, i) => {
    const key = `${copies[i]} ${label}`;
    return seen.has(key) || !seen.add(key);
  });
  const fix = "Remove them (pilesort audit writes a file to do so). They count once in training.";
  return problemOf("duplicate", rows, (count) => `${count} with the text and label of an earlier row.`, fix);
}

function leaks(trainingRows: number, all: readonly Example[], { copies, groups }: TextGroups): Problem[] {
  const known = new Set(copies.subarray(0, trainingRows));
  const nearly = new Set(groups.subarray(0, trainingRows));
  const rows = all.filter((_, i) => i >= trainingRows && nearly.has(groups[i]));
  const equal = all.filter((_, i) => i >= trainingRows && known.has(copies[i])).length;
  const fix = "Remove these rows from one of the files; an evaluation with them is too good.";
  const kinds = `${equal} equal, ${rows.length - equal} nearly equal`;
  return problemOf(
    "leak",
    rows,
    (count) => `${count} of the test data also in the training data (${kinds}).`,
    fix,
  );
}
