import { AdaptiveLimit } from "../async/adaptive-limit.ts";
import type { ProgressListener } from "../async/progress.ts";
import { openTokenCounter } from "../encoder/count-tokens.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { InputError, optionError, PilesortError } from "../errors.ts";
import { type AiSdkModel, fromAiSdk } from "../llm/ai-sdk-language-model.ts";
import { Budget, type Spent } from "../llm/budget.ts";
import type { Call, Caps, Outcome, Prices } from "../llm/call.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import { openReplyJournal, type ReplyJournal } from "../llm/reply-journal.ts";
import { runCalls } from "../llm/run-calls.ts";
import { UnusableModelError } from "../llm/unusable-reply.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import type { DropReason, GeneratedText } from "./generated-text.ts";
import {
  type GeneratedPiles,
  type GenerationInput,
  type ShortClass,
  type UnusableReply,
  writePiles,
} from "./generation-rounds.ts";
import { defaultGenerationSettings, type GenerationSettings } from "./generation-settings.ts";
import type { Expander, Generator, Modifier } from "./generator.ts";
import { openPileFolder, type PileFolder } from "./pile-folder.ts";
import { type GenerationPlan, planRounds } from "./plan-generation.ts";

/** Who writes the piles, how much, and within which bounds. */
export interface GenerationOptions extends Partial<GenerationSettings> {
  /** A language model: one that openLanguageModel gave, any model object of the AI SDK, or an object of one's own. */
  readonly model?: LanguageModel | AiSdkModel;
  /** One's own writers, beside the model or in its place. */
  readonly generators?: readonly Generator[];
  /** Change what the first round wrote, one after the other. */
  readonly modifiers?: readonly Modifier[];
  /** Add to what the first round wrote. */
  readonly expanders?: readonly Expander[];
  /** The folder of replies and piles. A run that was stopped goes on from it, and what is there is not asked again. */
  readonly folder: string;
  /** What the whole task is about; the model is told. */
  readonly task?: string;
  /**
   * The maximum of calls under way at a time; default: 16. It begins with 4 and grows with every answer; it shrinks if
   * the model rejects calls or answers too slowly.
   */
  readonly concurrency?: number;
  /** The time limit of one call in seconds; default: 120, or 600 for a model on this machine or in a private network. */
  readonly secondsPerCall?: number;
  /**
   * The maximum of tokens of one reply, thoughts included (--max-output-tokens). Default: room for the texts that are
   * asked for, and 8,192 more for a model that thinks before it answers.
   */
  readonly maxOutputTokens?: number;
  /** Bounds that are never exceeded. At one of them the writing stops, and what is there serves. */
  readonly caps?: Caps;
  readonly prices?: Prices;
  /** Sets earlier replies aside and asks for everything anew. */
  readonly fresh?: boolean;
  /** Classes that could not be written about are told in the report alone, not thrown. */
  readonly keepGoing?: boolean;
}

/** What came of writing the piles. */
export interface GenerationReport {
  /** Who wrote: the model and the generators. */
  readonly generators: readonly string[];
  readonly examples: number;
  /** Texts that belong to none of the classes. */
  readonly noneExamples: number;
  /** How many texts were dropped for which reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Used by all calls, those of earlier runs in this folder included. */
  readonly spent: Spent;
  /** Calls whose reply was on disk from an earlier run. */
  readonly keptCalls: number;
  /** Replies that gave no example, and where they are. The next run in this folder makes their calls again. */
  readonly unusable: readonly (UnusableReply & { readonly line?: number })[];
  /** What the model's server rejected, and how requests were sent instead; a sentence each. */
  readonly adaptations: readonly string[];
  /** Classes with clearly fewer examples than were asked for. */
  readonly short: readonly ShortClass[];
  /** Files that hold the piles, the texts of none, and the dropped texts. */
  readonly files: Readonly<Record<"piles" | "none" | "dropped" | "replies", string>>;
}

/** What the writing is about: a classifier's draft. */
export interface GenerationTask {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly encoder: Encoder;
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

const defaults = { concurrency: 16, secondsPerCall: 120 } as const;
/** Calls under way at first. With more, a server that works on one at a time is flooded before it has answered once. */
const callsAtFirst = 4;

/**
 * Has the piles written and puts them into files.
 * @throws InputError, RemoteError where the model cannot be used at all, CancelledError; every reply that came is kept
 */
export async function generatePiles(
  { classes, examples, encoder }: GenerationTask,
  options: GenerationOptions,
  work: Work,
): Promise<Generated> {
  const settings = checkGenerationOptions(options);
  const model = asLanguageModel(options.model);
  const generators = options.generators ?? [];
  if (model === undefined && generators.length === 0) {
    throw new InputError("Nobody is there to write examples; give a model or generators.");
  }
  requirePrompts(classes);
  requireUniqueNames([...generators, ...(options.modifiers ?? []), ...(options.expanders ?? [])]);
  const { caps, prices, folder, fresh = false } = options;
  const budget = new Budget({ caps, prices, countTokens: await openTokenCounter() });
  const replies = await openReplyJournal(folder, { fresh });
  try {
    const files = await openPileFolder(folder, fresh);
    const asking = new Asking(replies, budget, options, work, model?.name);
    const written = await writePiles({
      classes,
      examples,
      task: options.task,
      encoder,
      settings,
      model,
      generators,
      modifiers: options.modifiers ?? [],
      expanders: options.expanders ?? [],
      ask: asking.ask,
      onSifted: asking.sifted,
      signal: work.signal,
    });
    const generated = toExamples(written);
    await files.write({
      classes: classes.map(({ name }) => name),
      ...generated,
      none: generated.noneExamples,
      dropped: written.dropped,
    });
    return {
      ...generated,
      report: toReport({ ...written, short: withReasons(written, replies) }, generated, asking, {
        budget,
        files,
        replies,
        model,
        generators,
      }),
    };
  } finally {
    await replies.close();
  }
}

/** What generatePiles would take, with nothing sent. */
export async function planGeneration(
  { classes, examples, encoder }: GenerationTask,
  options: Omit<GenerationOptions, "folder"> & { readonly generator: string },
  { signal }: Pick<Work, "signal">,
): Promise<GenerationPlan> {
  const settings = checkGenerationOptions(options);
  requirePrompts(classes);
  const { generator, task, prices, concurrency = defaults.concurrency } = options;
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
    signal,
  });
}

/** Has calls answered, and tells how far the writing is. */
class Asking {
  readonly #replies: ReplyJournal;
  readonly #budget: Budget;
  readonly #options: GenerationOptions;
  readonly #work: Work;
  readonly #modelName: string | undefined;
  /** How many calls at a time each model, by its name, bears: learnt in one round, heeded in the next. */
  readonly #limits = new Map<string, AdaptiveLimit>();
  /** Texts read since the last look at them; those before it are kept or dropped. */
  #unsifted = 0;
  #kept = 0;
  #dropped = 0;
  #keptCalls = 0;
  /** Why the model is not asked any more. */
  #unusable: Error | undefined;

  constructor(
    replies: ReplyJournal,
    budget: Budget,
    options: GenerationOptions,
    work: Work,
    modelName: string | undefined,
  ) {
    this.#modelName = modelName;
    this.#replies = replies;
    this.#budget = budget;
    this.#options = options;
    this.#work = work;
  }

  /** Calls whose reply was on disk. */
  get keptCalls(): number {
    return this.#keptCalls;
  }

  readonly ask: GenerationInput["ask"] = async (model, calls, round, read) => {
    const { concurrency = defaults.concurrency, maxOutputTokens } = this.#options;
    const secondsPerCall = this.#options.secondsPerCall ?? model.usualSeconds ?? defaults.secondsPerCall;
    const { onProgress, signal } = this.#work;
    const maximum = Math.min(concurrency, model.mostAtOnce ?? concurrency);
    const timeLimitMilliseconds = secondsPerCall * 1000;
    const limit =
      this.#limits.get(model.name) ??
      new AdaptiveLimit({ maximum, start: callsAtFirst, timeLimitMilliseconds });
    this.#limits.set(model.name, limit);
    const isAnswer = (text: string) => read(text).isAnswer;
    if (this.#unusable !== undefined) return this.#withoutModel(calls, this.#unusable, isAnswer);
    const isLanguageModel = model.name === this.#modelName;
    const replies = this.#replies;
    const countTexts = (reply: string) => {
      this.#unsifted += read(reply).texts.length;
    };
    const outcomes = await runCalls(model, calls, {
      replies: {
        get: (key) => {
          const reply = replies.get(key);
          if (reply !== undefined && isAnswer(reply.text)) countTexts(reply.text);
          return reply;
        },
        all: (key) => replies.all(key),
        append: (reply) => {
          countTexts(reply.text);
          return replies.append(reply);
        },
      },
      isAnswer: (_call, { text }) => isAnswer(text),
      budget: this.#budget,
      concurrency: maximum,
      limit,
      secondsPerCall,
      ...(isLanguageModel && { maxOutputTokens, stopsWithoutAnswers: true }),
      signal,
      onChange: ({ done, total, inFlight, tokensIn, tokensOut, cost }) =>
        onProgress?.({
          stage: "generate",
          done,
          total,
          unit: "calls",
          generation: {
            round,
            examples: this.#kept + this.#unsifted,
            rejected: this.#dropped,
            tokensIn,
            tokensOut,
            ...(cost !== undefined && { cost }),
            inFlight,
          },
        }),
    }).catch((error: unknown) => {
      if (!(error instanceof UnusableModelError) || this.#options.keepGoing !== true) throw error;
      this.#unusable = error;
      return this.#withoutModel(calls, error, isAnswer);
    });
    this.#keptCalls += outcomes.filter((outcome) => outcome.status === "answered" && outcome.isKept).length;
    return outcomes;
  };

  /** What calls come to with a model that writes nothing usable: what earlier runs kept. */
  #withoutModel(calls: readonly Call[], error: Error, isAnswer: (text: string) => boolean): Outcome[] {
    return calls.map((call) => {
      const reply = this.#replies.all(call.key).findLast(({ text }) => isAnswer(text));
      if (reply === undefined) return { call, status: "failed", error };
      return { call, status: "answered", reply, isKept: true };
    });
  }

  readonly sifted: GenerationInput["onSifted"] = (kept, dropped) => {
    this.#kept = kept;
    this.#dropped = dropped;
    this.#unsifted = 0;
  };
}

function toExamples({ piles, outOfScope }: GeneratedPiles): Pick<Generated, "examples" | "noneExamples"> {
  const shared = ({ text, generator, call }: GeneratedText) =>
    ({ text, origin: "generated", source: { generator, call } }) as const;
  return {
    examples: piles.flatMap(({ label, examples }) => examples.map((each) => ({ label, ...shared(each) }))),
    noneExamples: outOfScope.map(shared),
  };
}

interface Parties {
  readonly budget: Budget;
  readonly files: PileFolder;
  readonly replies: ReplyJournal;
  readonly model: LanguageModel | undefined;
  readonly generators: readonly Generator[];
}

/** Says of a class without any example which of its replies gave none. */
function withReasons({ short, unusable }: GeneratedPiles, replies: ReplyJournal): ShortClass[] {
  return short.map((each) => {
    const calls = unusable.filter(({ label }) => label === each.label);
    if (each.examples > 0 || each.cap !== undefined || each.error !== undefined || calls.length === 0)
      return each;
    const [count, word] = calls.length === 1 ? ["1 reply", "line"] : [`${calls.length} replies`, "lines"];
    const lines = calls.slice(0, 3).map(({ call }) => replies.lineOf(call));
    const where = `${replies.path}, ${word} ${lines.join(", ")}${calls.length > 3 ? " and more" : ""}`;
    return { ...each, error: new PilesortError(`${count} gave no example: see ${where}`) };
  });
}

function toReport(
  { dropped, short, unusable }: GeneratedPiles,
  { examples, noneExamples }: Pick<Generated, "examples" | "noneExamples">,
  asking: Asking,
  { budget, files, replies, model, generators }: Parties,
): GenerationReport {
  const byReason: Partial<Record<DropReason, number>> = {};
  for (const { reason } of dropped) byReason[reason] = (byReason[reason] ?? 0) + 1;
  return {
    generators: [...(model ? [model.name] : []), ...generators.map(({ name }) => name)],
    examples: examples.length,
    noneExamples: noneExamples.length,
    dropped: byReason,
    spent: budget.spent,
    keptCalls: asking.keptCalls,
    unusable: unusable.map((each) => ({ ...each, line: replies.lineOf(each.call) })),
    adaptations: model?.adaptations ?? [],
    short,
    files: { piles: files.piles, none: files.none, dropped: files.dropped, replies: replies.path },
  };
}

function asLanguageModel(model: LanguageModel | AiSdkModel | undefined): LanguageModel | undefined {
  if (model === undefined) return undefined;
  return typeof model === "object" && model !== null && "complete" in model ? model : fromAiSdk(model);
}

function requirePrompts(classes: readonly ClassDefinition[]): void {
  if (classes.some(({ prompt }) => prompt !== undefined)) return;
  throw new InputError(
    "No class has a prompt, so there is nothing to write about; describe the classes first.",
  );
}

/** Replies are kept under these names: under one name, one would be given what the other wrote. */
function requireUniqueNames(hooks: readonly { readonly name: string }[]): void {
  const names = hooks.map(({ name }) => name);
  const twin = names.find((name, i) => names.indexOf(name) < i);
  if (twin === undefined) return;
  throw new InputError(
    `Two generators, modifiers or expanders have the name ${JSON.stringify(twin)}; give each a name of its own.`,
  );
}

function checkGenerationOptions(options: Omit<GenerationOptions, "folder">): GenerationSettings {
  const settings = {
    examplesPerClass: options.examplesPerClass ?? defaultGenerationSettings.examplesPerClass,
    examplesPerCall: options.examplesPerCall ?? defaultGenerationSettings.examplesPerCall,
    shareExamples: options.shareExamples ?? defaultGenerationSettings.shareExamples,
  };
  const { concurrency = defaults.concurrency, secondsPerCall = defaults.secondsPerCall } = options;
  const { maxOutputTokens = 1 } = options;
  for (const [name, value] of Object.entries({ ...settings, concurrency, secondsPerCall, maxOutputTokens })) {
    const least = name === "shareExamples" ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < least) {
      throw optionError(name, `a whole number, ${least} or more`, value);
    }
  }
  return settings;
}
