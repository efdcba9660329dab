import { openTokenCounter } from "../../encoder/count-tokens.ts";
import type { Encoder } from "../../encoder/encoder.ts";
import { argumentError, isOptions, optionError } from "../../errors.ts";
import { asLanguageModel, generationDefaults } from "../../generation/generation-options.ts";
import { Budget } from "../../llm/budget.ts";
import type { Call, Outcome } from "../../llm/call.ts";
import { openReplyJournal } from "../../llm/reply-journal.ts";
import { runCalls } from "../../llm/run-calls.ts";
import { languageWordsOf } from "../../prompts/other-languages.ts";
import { countWords } from "../../prompts/words.ts";
import { checkDefinitions } from "../../task/check-classes.ts";
import { labelKey } from "../../task/labels/near-labels.ts";
import type { ClassDefinition } from "../../task/task.ts";
import { checkClassifierOptions, checkDefinition, checkWorkOptions } from "../check-arguments.ts";
import { EncoderSlot } from "../encoder-slot.ts";
import { rewriteOptionNames } from "../option-names.ts";
import { diagnose } from "./diagnose.ts";
import type { Problem, ProblemKind } from "./diagnosis.ts";
import type { DescriptionRewrite, DescriptionRewrites, RewriteEstimate, RewriteOptions } from "./rewrite.ts";
import { readDescription, rewriteCall } from "./rewrite-request.ts";

/** Problems that another description can solve. */
const ofDescriptions: ReadonlySet<ProblemKind> = new Set([
  "overlap",
  "swallowing",
  "misleading-name",
  "thin",
  "long",
  "negative",
]);

/** A description of fewer words without known frequent words may be in any language. */
const minWordsOfLanguage = 8;

/**
 * Has a language model rewrite the descriptions that have problems. A rewrite is kept only if the check of descriptions
 * (see diagnose) then finds fewer problems or less confusion, and not more of either. Nothing is changed.
 * @throws InputError for an invalid class or option; RemoteError if the model cannot be used; CancelledError
 * @example
 * const { rewrites } = await rewriteDescriptions(classes, { model: await openLanguageModel("ollama:qwen3"), folder: "replies" });
 * rewrites[0]; // { label: "refund", before: "Money.", after: "The customer wants ...", isKept: true, ... }
 */
export async function rewriteDescriptions(
  classes: readonly ClassDefinition[],
  options: RewriteOptions,
): Promise<DescriptionRewrites> {
  const model = checkArguments(classes, options);
  const checked = checkDefinitions(classes);
  const slot = new EncoderSlot(options);
  try {
    const encoder = await slot.open();
    const found = await problemsOf(checked, encoder, options);
    const calls = checked.flatMap((definition) => {
      const own = found.filter((problem) => problem.classes.includes(definition.name));
      return definition.prompt === undefined || own.length === 0
        ? []
        : [rewriteCall(model.name, definition, own, checked)];
    });
    const { outcomes, spent } = await ask(model, calls, options);
    const rewrites = await judge(checked, outcomes, encoder, options);
    return { rewrites, spent, keptCalls: outcomes.filter(isFromDisk).length };
  } finally {
    await slot.dispose();
  }
}

function checkArguments(classes: readonly ClassDefinition[], options: RewriteOptions) {
  if (!Array.isArray(classes)) throw argumentError("classes", "a list of classes", classes);
  for (const definition of classes) checkDefinition(definition);
  checkWorkOptions(options, rewriteOptionNames);
  checkClassifierOptions(options);
  const { folder, model, caps, prices } = options;
  if (typeof folder !== "string" || folder === "") throw optionError("folder", "a path", folder);
  for (const [name, value] of Object.entries({ caps, prices }))
    if (value !== undefined && !isOptions(value)) throw optionError(name, "an object of numbers", value);
  const found = isOptions(model) ? asLanguageModel(model) : undefined;
  if (found === undefined) throw optionError("model", "a language model", model);
  return found;
}

async function ask(
  model: NonNullable<ReturnType<typeof asLanguageModel>>,
  calls: readonly Call[],
  options: RewriteOptions,
) {
  const { folder, fresh = false, caps, prices, maxOutputTokens, secondsPerCall, signal } = options;
  const budget = new Budget({ caps, prices, countTokens: await openTokenCounter() });
  const replies = await openReplyJournal(folder, { fresh });
  try {
    const outcomes = await runCalls(model, calls, {
      replies,
      budget,
      isAnswer: (_call, { text }) => "description" in readDescription(text),
      concurrency: model.mostAtOnce ?? 4,
      secondsPerCall: secondsPerCall ?? model.usualSeconds ?? generationDefaults.secondsPerCall,
      maxOutputTokens,
      signal,
    });
    return { outcomes, spent: budget.spent };
  } finally {
    await replies.close();
  }
}

function isFromDisk(outcome: Outcome): boolean {
  return outcome.status === "answered" && outcome.isKept;
}

/** Tries the proposals one after the other; those that are kept stay for the next ones. */
async function judge(
  classes: readonly ClassDefinition[],
  outcomes: readonly Outcome[],
  encoder: Encoder,
  options: RewriteOptions,
): Promise<DescriptionRewrite[]> {
  const rewrites: DescriptionRewrite[] = [];
  let current = classes;
  let before = estimateOf(await problemsOf(current, encoder, options));
  for (const outcome of outcomes) {
    const label = outcome.call.subject;
    const own = current.find(({ name }) => name === label)!;
    const rewrite = { label, before: own.prompt! };
    const proposal = proposalOf(outcome, own.prompt!);
    if ("reason" in proposal) {
      rewrites.push({ ...rewrite, isKept: false, estimate: { before }, reason: proposal.reason });
      continue;
    }
    const after = proposal.description;
    const changed = current.map((each) => (each === own ? { ...each, prompt: after } : each));
    const estimate = estimateOf(await problemsOf(changed, encoder, options));
    const isKept = isBetter(estimate, before);
    const reason = "It would not lower the number of problems or the estimated confusion.";
    rewrites.push({
      ...rewrite,
      after,
      isKept,
      estimate: { before, after: estimate },
      ...(!isKept && { reason }),
    });
    if (isKept) [current, before] = [changed, estimate];
  }
  return rewrites;
}

/** Returns a description that differs from the old one, or why there is none. */
function proposalOf(outcome: Outcome, old: string): ReturnType<typeof readDescription> {
  if (outcome.status === "failed") return { reason: `The call failed: ${outcome.error.message}` };
  if (outcome.status === "not made")
    return { reason: `The call was not made because of the cap on ${outcome.cap}.` };
  const found = readDescription(outcome.reply.text);
  if ("reason" in found) return found;
  if (labelKey(found.description) === labelKey(old))
    return { reason: "The language model returned the same description." };
  return isInOtherLanguage(found.description, old)
    ? { reason: "The reply is not in the language of the description." }
    : found;
}

/** Whether the languages of two texts are known to differ. Short texts have too few words to tell. */
function isInOtherLanguage(text: string, old: string): boolean {
  const [one, other] = [languageWordsOf(text), languageWordsOf(old)];
  return one !== other && (other !== undefined || countWords(old) >= minWordsOfLanguage);
}

function isBetter(after: RewriteEstimate, before: RewriteEstimate): boolean {
  const isNotWorse = after.problems <= before.problems && after.confusion <= before.confusion;
  return isNotWorse && (after.problems < before.problems || after.confusion < before.confusion);
}

function estimateOf(problems: readonly Problem[]): RewriteEstimate {
  const overlaps = problems.filter(({ kind }) => kind === "overlap");
  return {
    problems: problems.length,
    confusion: overlaps.reduce((sum, { estimate = 0 }) => sum + estimate, 0),
  };
}

async function problemsOf(
  classes: readonly ClassDefinition[],
  encoder: Encoder,
  { signal }: RewriteOptions,
): Promise<Problem[]> {
  const { problems } = await diagnose(classes, { encoder, signal });
  return problems.filter(({ kind }) => ofDescriptions.has(kind));
}
