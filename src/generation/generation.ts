import type { ProgressListener } from "../async/progress.ts";
import { openTokenCounter } from "../encoder/count-tokens.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { InputError } from "../errors.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { CallRunner } from "./call-runner.ts";
import { EmbeddingPrefetch } from "./embedding-prefetch.ts";
import type { GeneratedPiles } from "./generated-piles.ts";
import type { GeneratedText } from "./generated-text.ts";
import {
  asLanguageModel,
  checkGenerationOptions,
  type GenerationOptions,
  generationDefaults,
  requirePrompts,
  requireUniqueNames,
} from "./generation-options.ts";
import { type GenerationReport, toReport } from "./generation-report.ts";
import { GenerationRounds } from "./generation-rounds.ts";
import { GenerationSession } from "./generation-session.ts";
import { toGenerators } from "./generator.ts";
import { type GenerationPlan, planRounds } from "./plan-generation.ts";

/** The classes to generate examples for, with the examples that are there already. */
export interface GenerationTask {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly encoder: Encoder;
  /** Whether a text may have several labels. Texts of several classes at once are then requested, too. Default: false. */
  readonly severalLabels?: boolean;
}

export interface Generated {
  readonly report: GenerationReport;
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
}

interface Work {
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/**
 * Generates examples for all classes with a description and writes them to the files of the folder. Every reply that
 * arrived is kept, also if an error is thrown.
 * @throws InputError, RemoteError if the model cannot be used at all, CancelledError
 */
export async function generatePiles(
  { classes, examples, encoder, severalLabels }: GenerationTask,
  options: GenerationOptions,
  { onProgress, signal }: Work,
): Promise<Generated> {
  const settings = checkGenerationOptions(options);
  const model = asLanguageModel(options.model);
  const generators = toGenerators(options.generators ?? []);
  const { modifiers = [], expanders = [], task } = options;
  if (model === undefined && generators.length === 0) {
    throw new InputError("There is nothing to generate examples with; set the option model or generators.");
  }
  requirePrompts(classes);
  requireUniqueNames([...generators, ...modifiers, ...expanders]);
  const session = await GenerationSession.open(options);
  try {
    const prefetch = new EmbeddingPrefetch(encoder);
    const runner = new CallRunner(session, prefetch, {
      ...options,
      modelName: model?.name,
      onProgress,
      signal,
    });
    const rounds = new GenerationRounds(
      {
        classes,
        examples,
        task,
        encoder,
        settings,
        model,
        generators,
        modifiers,
        expanders,
        severalLabels,
        signal,
      },
      runner,
      prefetch,
    );
    const piles = await rounds.run();
    const generated = toExamples(piles);
    await session.files.write({
      classes: classes.map(({ name }) => name),
      examples: generated.examples,
      none: generated.noneExamples,
      dropped: piles.dropped,
      severalLabels,
    });
    const { keptCalls } = runner;
    return { ...generated, report: toReport({ piles, session, model, generators, keptCalls }) };
  } finally {
    await session.close();
  }
}

/** Estimates the calls, tokens, seconds and costs of generatePiles. Sends nothing. */
export async function planGeneration(
  { classes, examples, encoder, severalLabels }: GenerationTask,
  options: Omit<GenerationOptions, "folder"> & { readonly generator: string },
  { signal }: Pick<Work, "signal">,
): Promise<GenerationPlan> {
  const settings = checkGenerationOptions(options);
  requirePrompts(classes);
  const { generator, task, prices, concurrency = generationDefaults.concurrency } = options;
  const countTokens = await openTokenCounter();
  return planRounds({
    generator,
    classes,
    examples,
    task,
    encoder,
    settings,
    countTokens,
    concurrency,
    prices,
    severalLabels,
    signal,
  });
}

function toExamples({ piles, outOfScope }: GeneratedPiles): Pick<Generated, "examples" | "noneExamples"> {
  const shared = ({ text, generator, call }: GeneratedText) =>
    ({ text, origin: "generated", source: { generator, call } }) as const;
  return {
    examples: piles.flatMap(({ label, examples }) => examples.map((each) => ({ label, ...shared(each) }))),
    noneExamples: outOfScope.map(shared),
  };
}
