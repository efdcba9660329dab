import { counted } from "../../files/readable-numbers.ts";
import type { ClassDefinition, Example, LabelSet } from "../../index.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeLines } from "../context.ts";
import { findingFields, labelSetFindingFields, readFindings, writeFindings } from "../findings-file.ts";
import { asksForLabelSets, multiLabelOption } from "../label-set-flags.ts";
import {
  flagNaming,
  labeledFiles,
  type ReadingFlags,
  readingOptions,
  readOptions,
} from "../reading-options.ts";
import { Rejects, rejectsBeside } from "../rejects.ts";
import {
  cacheOption,
  encoderOption,
  maxWindowsOption,
  type SharedOptions,
  share,
  storeOption,
  verboseOption,
  wholeNumber,
} from "../shared-options.ts";
import { showAudit } from "../show-audit.ts";
import { showLabelSetAudit } from "../show-label-set-audit.ts";
import { WorkProgress } from "../work-progress.ts";

/** Separator of several labels in one cell, if --label-separator names no other. */
const usualSeparator = ";";

interface AuditFlags extends SharedOptions, ReadingFlags {
  readonly data: readonly string[];
  readonly classes?: string;
  readonly output?: string;
  readonly acceptFrom?: number;
  readonly apply?: string;
  readonly seed?: number;
  readonly folds?: number;
  readonly csvSafe?: boolean;
  readonly multiLabel?: boolean;
  readonly json?: boolean;
}

export const audit: Command<AuditFlags> = {
  name: "audit",
  summary: "Find wrong labels, contradictory labels, duplicates and outliers in labeled data.",
  details:
    "Every row is predicted by a fit on the other rows, without equal and nearly equal texts. With --output the findings " +
    "are written to a file. Write yes into its column accept for each finding that is right; then --apply writes the " +
    "data again with these labels changed and these rows removed. The data itself is never changed. With --multi-label each " +
    "label of a row is judged on its own: missing ones and wrong ones are found.",
  arguments: [],
  options: [
    { flags: "--data <files...>", description: labeledFiles, isRequired: true },
    {
      flags: "--classes <file>",
      description: "class names and descriptions, which make the findings better, above all with few rows",
    },
    {
      flags: "--output <file>",
      description:
        "file for the findings, or with --apply for the corrected data: .csv, .tsv, .jsonl or .json",
    },
    {
      flags: "--accept-from <probability>",
      description:
        "accept proposed labels from this probability on in the file of findings (default: accept none)",
      parse: share("--accept-from"),
    },
    { flags: "--apply <findings>", description: "file of findings to apply to the data; needs --output" },
    multiLabelOption,
    ...readingOptions,
    {
      flags: "--folds <number>",
      description:
        "number of parts that the rows are split into; more find more and take longer (default: 5)",
      parse: wholeNumber("--folds", 2),
    },
    {
      flags: "--seed <number>",
      description: "seed of all random choices (default: 0)",
      parse: wholeNumber("--seed", 0),
    },
    {
      flags: "--csv-safe",
      description: "write an apostrophe before CSV cells that a spreadsheet would run as formulas",
    },
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "print the audit as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort audit --data mails.csv --output findings.csv",
      meaning: "Lists what is probably wrong, and writes it to a file to accept or reject.",
    },
    {
      line: "pilesort audit --data mails.csv --apply findings.csv --output corrected.csv",
      meaning: "Writes the data with the accepted findings applied.",
    },
  ],

  async run(_values, flags, context) {
    const multiLabel = await asksForLabelSets(flags.multiLabel, flags.classes);
    if (flags.apply !== undefined) await apply({ ...flags, multiLabel }, context);
    else await (multiLabel ? findInLabelSets : find)(flags, context);
  },
};

async function find(flags: AuditFlags, context: Context): Promise<void> {
  const { auditExamples } = await import("../../index.ts");
  const { classes, examples } = await readTask(flags, context);
  const progress = new WorkProgress(context, flags.verbose === true);
  try {
    const { encoder, store, maxWindows, cache: cacheFolder, seed, folds } = flags;
    const found = await auditExamples(examples, {
      ...{ classes, encoder, store, maxWindows, cacheFolder, seed, folds },
      onProgress: progress.listen,
      signal: context.signal,
    });
    progress.end();
    if (flags.output !== undefined) {
      const fields = found.findings.map((finding) => findingFields(finding, flags.acceptFrom));
      await writeFindings(flags.output, fields, flags.csvSafe);
    }
    if (flags.json) writeLine(context.stdout, JSON.stringify(found));
    else writeLines(context.stdout, showAudit(found));
    sayWhatNext(found.findings.length, flags.output, context);
  } finally {
    progress.end();
  }
}

/** Audits rows with several labels each. */
async function findInLabelSets(flags: AuditFlags, context: Context): Promise<void> {
  if (flags.folds !== undefined) {
    throw new UsageError("The option --folds is for one class per text; leave it out with --multi-label.");
  }
  const { auditLabelSets } = await import("../../index.ts");
  const { classes, rows } = await readLabelSetRows(flags, context);
  const progress = new WorkProgress(context, flags.verbose === true);
  try {
    const { encoder, store, maxWindows, cache: cacheFolder, seed } = flags;
    const found = await auditLabelSets(rows, {
      ...{ classes, encoder, store, maxWindows, cacheFolder, seed },
      onProgress: progress.listen,
      signal: context.signal,
    });
    progress.end();
    const { labelSeparator = usualSeparator, acceptFrom, output, csvSafe } = flags;
    if (output !== undefined) {
      const fields = found.findings.map((each) => labelSetFindingFields(each, labelSeparator, acceptFrom));
      await writeFindings(output, fields, csvSafe);
    }
    if (flags.json) writeLine(context.stdout, JSON.stringify(found));
    else writeLines(context.stdout, showLabelSetAudit(found));
    sayWhatNext(found.findings.length, output, context);
  } finally {
    progress.end();
  }
}

function sayWhatNext(findings: number, output: string | undefined, context: Context): void {
  if (output === undefined) return;
  writeLine(
    context.stderr,
    `${counted(findings, "finding")} written to ${output}. Write yes into the column accept, then run audit with --apply ${output}.`,
  );
}

async function readLabelSetRows(
  flags: AuditFlags,
  context: Context,
): Promise<{ readonly classes: readonly ClassDefinition[]; readonly rows: readonly LabelSet[] }> {
  const { readLabelSets, readTaskFile } = await import("../../index.ts");
  const reading = readOptions(flags, context);
  const classes = flags.classes === undefined ? [] : (await readTaskFile(flags.classes, reading)).classes;
  const names = classes.map(({ name }) => name);
  const rejects = new Rejects(flags.rejects ?? rejectsBeside(flags.data[0]));
  const rows: LabelSet[] = [];
  try {
    for (const file of flags.data) {
      rows.push(...(await readLabelSets(file, { ...reading, classes: names, onBadRowSkipped: rejects.add })));
    }
  } finally {
    await rejects.finish();
  }
  if (flags.onBadRow === "skip") await rejects.removeEarlier();
  rejects.report(context);
  return { classes, rows };
}

async function readTask(
  flags: AuditFlags,
  context: Context,
): Promise<{ readonly classes: readonly ClassDefinition[]; readonly examples: readonly Example[] }> {
  const { checkLabels, readExamples, readTaskFile } = await import("../../index.ts");
  const reading = readOptions(flags, context);
  const classes = flags.classes === undefined ? [] : (await readTaskFile(flags.classes, reading)).classes;
  const rejects = new Rejects(flags.rejects ?? rejectsBeside(flags.data[0]));
  const examples: Example[] = [];
  try {
    for (const file of flags.data) {
      examples.push(...(await readExamples(file, { ...reading, onBadRowSkipped: rejects.add })));
    }
  } finally {
    await rejects.finish();
  }
  if (flags.onBadRow === "skip") await rejects.removeEarlier();
  rejects.report(context);
  // Labels stay as they are, so that the findings fit the file; only rows without a label are left out.
  const { placeOfExample } = await import("../../index.ts");
  const found = examples.map((example) => ({ label: example.label, example }));
  const { rows, notices } = checkLabels(found, {
    classes: classes.map(({ name }) => name),
    acceptNewLabels: true,
    announceNewClasses: false,
    placeOf: ({ example }) => placeOfExample(example),
    naming: flagNaming,
  });
  for (const notice of notices) writeLine(context.stderr, notice);
  return { classes, examples: rows.map(({ example }) => example) };
}

async function apply(flags: AuditFlags, context: Context): Promise<void> {
  const { createRowWriter, readRows } = await import("../../index.ts");
  const { applyFindings } = await import("../../service/apply-findings.ts");
  const { apply: findingsFile, output, data, labelField, csvSafe, multiLabel } = flags;
  if (output === undefined || findingsFile === undefined) {
    throw new UsageError("The option --apply needs --output FILE for the corrected data.");
  }
  if (data.length > 1) {
    throw new UsageError("The option --apply takes one data file at a time; run it once per file.");
  }
  const findings = await readFindings(findingsFile, data[0]);
  const writer = await createRowWriter(output, { csvSafe });
  try {
    const rows = readRows(data[0], readOptions(flags, context));
    const labelSeparator = multiLabel ? (flags.labelSeparator ?? usualSeparator) : undefined;
    const applied = await applyFindings(rows, findings, writer, { labelField, labelSeparator });
    await writer.finish();
    const result = { ...applied, findings: findings.length };
    if (flags.json) writeLine(context.stdout, JSON.stringify(result));
    else {
      const written = counted(applied.rows - applied.removed, "row");
      const changes = `${counted(applied.relabeled, "label")} changed, ${counted(applied.removed, "row")} removed`;
      writeLine(context.stdout, `${written} written to ${output}: ${changes}.`);
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}
