import { type Command, UsageError } from "../command.ts";
import { writeLine, writeWarning } from "../context.ts";
import { describeGeneration, toJsonReport } from "../describe-generation.ts";
import { gatherTask, type TaskSources, taskOptions } from "../gather-task.ts";
import { generateExamples } from "../generate-examples.ts";
import {
  amountOptions,
  callOptions,
  type GenerationFlags,
  keepGoingOption,
  llmOption,
  pilesOption,
} from "../generation-options.ts";
import {
  cacheOption,
  encoderOption,
  type SharedOptions,
  storeOption,
  verboseOption,
} from "../shared-options.ts";
import { WorkProgress } from "../work-progress.ts";

interface GenerateOptions extends TaskSources, GenerationFlags, SharedOptions {
  readonly json?: boolean;
  readonly piles: string;
}

export const generate: Command<GenerateOptions> = {
  name: "generate",
  summary: "Have a language model generate examples for each class, and save them in a folder.",
  details:
    "Each reply is saved to disk before it is used. An interrupted run resumes, and no call with a usable reply is made " +
    "twice. The next run repeats calls whose reply had no usable example. The examples of a class are its pile; all piles " +
    "are in piles.jsonl, which you can read and edit, and which train accepts as --generated.",
  arguments: [],
  options: [
    { ...llmOption, isRequired: true },
    ...taskOptions,
    { ...pilesOption, defaultValue: "piles" },
    ...amountOptions,
    ...callOptions,
    keepGoingOption,
    encoderOption,
    storeOption,
    cacheOption,
    { flags: "--json", description: "print the report as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort generate --llm openai:gpt-5-mini --classes classes.yaml --piles piles/mail",
      meaning: "Generates 24 examples per class into piles/mail/piles.jsonl.",
    },
    {
      line: "pilesort generate --llm qwen3 --llm-url http://localhost:8080/v1 --classes classes.yaml",
      meaning: "Uses your own OpenAI-compatible server.",
    },
  ],

  async run(_values, options, context) {
    const { llm } = options;
    if (llm === undefined) throw new UsageError("Name the language model with --llm.");
    const { Classifier } = await import("../../index.ts");
    const classifier = new Classifier({
      encoder: options.encoder,
      store: options.store,
      cacheFolder: options.cache,
    });
    const progress = new WorkProgress(context, options.verbose === true);
    try {
      const { description } = await gatherTask(classifier, options, context);
      const flags = { ...options, llm, task: description };
      const report = await generateExamples(classifier, flags, options.piles, progress, context);
      progress.end();
      const { lines, warnings } = describeGeneration(report);
      if (options.json) writeLine(context.stdout, JSON.stringify(toJsonReport(report)));
      else for (const line of lines) writeLine(context.stdout, line);
      for (const warning of warnings) writeWarning(warning, context);
    } finally {
      progress.end();
      await classifier.dispose();
    }
  },
};
