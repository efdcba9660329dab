import type { Encoder } from "../../encoder/encoder.ts";
import type { Prices } from "../../llm/call.ts";
import type { ClassDefinition, Example } from "../../task/task.ts";
import { classCalls } from "./class-calls.ts";
import { nearestClasses } from "./nearest-classes.ts";
import { outsideCalls } from "./outside-calls.ts";
import { likelyAnswerTokens } from "./requests.ts";
import { rowsToShow } from "./rows-to-show.ts";
import { borderExamples, outsideExamples, type WritingSettings } from "./settings.ts";
import { slotsFor } from "./slots.ts";
import { borderCall, type WritingCall } from "./writing-call.ts";

export interface PlanInput {
  readonly generator: string;
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly task?: string;
  readonly encoder: Encoder;
  readonly settings: WritingSettings;
  readonly countTokens: (text: string) => number;
  readonly concurrency: number;
  readonly prices?: Prices;
  readonly signal?: AbortSignal;
}

/** What the writing of piles will take. */
export interface WritingPlan {
  /** The first round: this is asked in any case. */
  readonly classes: Expense;
  /** The second: texts of none, and border examples if every class is confused with one other. Often fewer. */
  readonly borders: Expense;
  /** Real rows that the requests would show, all classes together. */
  readonly rowsShown: number;
}

interface Expense {
  readonly calls: number;
  /** Counted over the requests as they will be sent. */
  readonly tokensIn: number;
  /** What answers of the lengths asked for take. */
  readonly tokensOut: number;
  /** At the concurrency given, with `secondsACall` and `secondsAToken`. */
  readonly seconds: number;
  /** In the currency of the prices; absent without prices. */
  readonly cost?: number;
}

/** What a call to a hosted model takes: until it begins to answer, and for each token of the answer. */
const secondsACall = 0.8;
const secondsAToken = 0.012;
/** Tokens that a chat format and the shape of the answer add to a request. */
const wrappingTokens = 40;

/** Says what writing the piles will take before anything is asked. */
export async function planWriting(input: PlanInput): Promise<WritingPlan> {
  const { generator, classes, settings, task } = input;
  const shownOf = rowsToShow(input.examples, settings.shareExamples);
  const shown = ({ name }: ClassDefinition) => shownOf.get(name) ?? [];
  const prompted = classes.filter(({ prompt }) => prompt !== undefined);
  const wants = prompted.map((definition) => ({
    definition,
    start: 0,
    count: settings.examplesPerClass,
    surroundings: { task, shown: shown(definition) },
  }));
  const first = classCalls(generator, wants, settings.examplesPerCall);
  const outside = await outsideCalls({ ...input, shown });
  const rivals = await nearestClasses(prompted, classes, 1, input.encoder, input.signal);
  const borderCount = borderExamples(settings);
  const borders = prompted.map((definition, i) =>
    borderCall(generator, definition, rivals[i][0], borderCount, { task, shown: shown(definition) }),
  );
  const slotTokens = prompted.map((definition) =>
    likelyAnswerTokens(slotsFor(definition, 0, settings.examplesPerClass)),
  );
  return {
    classes: expense(first, sum(slotTokens), input),
    borders: expense(
      [...outside, ...borders],
      outside.length * likelyAnswerTokens(outsideExamples) + borders.length * likelyAnswerTokens(borderCount),
      input,
    ),
    rowsShown: sum(prompted.map((definition) => shown(definition).length)),
  };
}

function expense(
  calls: readonly WritingCall[],
  tokensOut: number,
  { countTokens, concurrency, prices }: PlanInput,
): Expense {
  // Instructions are the same in most requests: each different one is counted once.
  const instructions = new Map<string, number>();
  const countOnce = (text: string) => {
    const counted = instructions.get(text) ?? countTokens(text);
    instructions.set(text, counted);
    return counted;
  };
  const tokensIn = sum(
    calls.map(({ request }) => countOnce(request.instructions) + countTokens(request.data) + wrappingTokens),
  );
  const seconds = (calls.length * secondsACall + tokensOut * secondsAToken) / concurrency;
  const cost = prices && (tokensIn * prices.in + tokensOut * prices.out) / 1e6;
  return {
    calls: calls.length,
    tokensIn,
    tokensOut,
    seconds: calls.length === 0 ? 0 : Math.max(seconds, secondsACall),
    ...(cost !== undefined && { cost }),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
