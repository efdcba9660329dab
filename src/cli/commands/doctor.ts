import type { Example } from "../../index.ts";
import { type Command, UsageError } from "../command.ts";
import { type Context, writeLine, writeLines } from "../context.ts";
import type { GenerationFlags } from "../generation-options.ts";
import { labeledFiles, type ReadingFlags, readingOptions, readOptions } from "../reading-options.ts";
import { Rejects, rejectsBeside } from "../rejects.ts";
import {
  checkRewriteFlags,
  rewriteOptions,
  rewriteWithModel,
  showRewrites,
  writeClasses,
} from "../rewrite-descriptions.ts";
import {
  cacheOption,
  encoderOption,
  maxWindowsOption,
  type SharedOptions,
  storeOption,
  verboseOption,
} from "../shared-options.ts";
import { showDiagnosis } from "../show-diagnosis.ts";
import { WorkProgress } from "../work-progress.ts";

interface DoctorFlags extends SharedOptions, ReadingFlags, GenerationFlags {
  readonly replies?: string;
  readonly write?: string;
  readonly classes?: string;
  readonly data?: readonly string[];
  readonly test?: readonly string[];
  readonly json?: boolean;
}

export const doctor: Command<DoctorFlags> = {
  name: "doctor",
  summary: "Check class descriptions and data before anything is trained or paid for.",
  details:
    "Finds descriptions that overlap, with an estimate of how often the classes are confused, classes that take texts of " +
    "others, thin, long and negative descriptions, misleading and similar names; in the data repeated rows, texts with " +
    "several labels, labels without a class, and test rows that are among the training rows. Each problem comes with a " +
    "fix. With --data the fixes name words of the examples. Nothing is sent anywhere, except with --llm: names and " +
    "descriptions of the classes, never examples.",
  arguments: [],
  options: [
    {
      flags: "--classes <file>",
      description: "class names and descriptions: a JSON or YAML file, or a task file",
    },
    { flags: "--data <files...>", description: labeledFiles },
    {
      flags: "--test <files...>",
      description: "labeled examples to evaluate with, which must not be in --data",
    },
    ...rewriteOptions,
    ...readingOptions,
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    { flags: "--json", description: "print the diagnosis as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort doctor --classes classes.yaml --data rows.jsonl --test held-out.jsonl",
      meaning: "Lists what is likely to go wrong, and what to change.",
    },
    {
      line: "pilesort doctor --classes classes.yaml --llm ollama:qwen3 --write better.yaml",
      meaning: "Has a language model rewrite descriptions that have problems, and writes those that help.",
    },
  ],

  async run(_values, flags, context) {
    checkRewriteFlags(flags);
    if (flags.classes === undefined && flags.data === undefined) {
      throw new UsageError("There is nothing to check; give --classes FILE, --data FILE or both.");
    }
    const { diagnose, readTaskFile } = await import("../../index.ts");
    const reading = readOptions(flags, context);
    const task = flags.classes === undefined ? undefined : await readTaskFile(flags.classes, reading);
    const examples = await readAll(flags.data ?? [], flags, context);
    const testExamples = await readAll(flags.test ?? [], flags, context);
    const progress = new WorkProgress(context, flags.verbose === true);
    try {
      const { encoder, store, maxWindows, cache: cacheFolder } = flags;
      const found = await diagnose(task?.classes ?? [], {
        ...{ encoder, store, maxWindows, cacheFolder, testExamples },
        examples: [...(task?.examples ?? []), ...examples],
        onProgress: progress.listen,
        signal: context.signal,
      });
      const rewritten =
        flags.llm === undefined
          ? undefined
          : await rewriteWithModel(task?.classes ?? [], { ...flags, llm: flags.llm }, context);
      progress.end();
      if (flags.json) writeLine(context.stdout, JSON.stringify({ ...found, ...rewritten }));
      else {
        writeLines(context.stdout, showDiagnosis(found));
        if (rewritten) writeLines(context.stdout, showRewrites(rewritten));
      }
      if (rewritten && flags.write !== undefined)
        await writeClasses(flags.write, task?.classes ?? [], rewritten.rewrites, context);
    } finally {
      progress.end();
    }
  },
};

/** Reads labeled files. Rows without a label are left out. */
async function readAll(files: readonly string[], flags: DoctorFlags, context: Context): Promise<Example[]> {
  if (files.length === 0) return [];
  const { readExamples } = await import("../../index.ts");
  const rejects = new Rejects(flags.rejects ?? rejectsBeside(files[0]));
  const reading = { ...readOptions(flags, context), onBadRowSkipped: rejects.add };
  const examples: Example[] = [];
  try {
    for (const file of files) examples.push(...(await readExamples(file, reading)));
  } finally {
    await rejects.finish();
  }
  rejects.report(context);
  return examples.filter(({ label }) => label !== "");
}
