import { z } from "zod";
import { Budget, type BudgetOptions } from "../../src/llm/budget.ts";
import type { Call } from "../../src/llm/call.ts";
import type { CompletionRequest, LanguageModel } from "../../src/llm/language-model.ts";
import type { KeptReply } from "../../src/llm/reply-lines.ts";
import { runCalls } from "../../src/llm/run-calls.ts";
import type { RunCallsOptions } from "../../src/llm/run-calls-options.ts";
import { VirtualClock } from "../async/virtual-clock.ts";

const shape = z.string();

export function requestOf(data: string, maximumTokens = 10): Call["request"] {
  return { instructions: "", data, shape, maximumTokens, temperature: 0 };
}

export function callOf(key: string, maximumTokens = 10): Call {
  return { key, subject: `class of ${key}`, request: requestOf(key, maximumTokens) };
}

export const callsOf = (count: number): Call[] =>
  Array.from({ length: count }, (_, i) => callOf(`call ${i}`));

/** A budget that counts a text's letters and leaves the schema out. */
export function budgetOf(options: Partial<BudgetOptions> = {}): Budget {
  return new Budget({ countTokens: (text) => (text.startsWith("{") ? 0 : text.length), ...options });
}

/** Replies that are kept in memory only. */
export class MemoryReplies {
  /** The last reply of each key. */
  readonly kept = new Map<string, KeptReply>();
  readonly #all: KeptReply[] = [];
  readonly get = (key: string) => this.kept.get(key);
  readonly all = (key: string) => this.#all.filter((reply) => reply.key === key);
  readonly append = async (reply: KeptReply) => {
    this.kept.set(reply.key, reply);
    this.#all.push(reply);
  };
}

const modelOf = (complete: LanguageModel["complete"]): LanguageModel => ({
  name: "scripted",
  complete,
});

/** A run of calls in virtual time, with a model that knows the clock and how many times each text was sent. */
export function runOf(
  answer: (request: CompletionRequest, clock: VirtualClock, attempt: number) => Promise<string>,
  options: Partial<RunCallsOptions> = {},
) {
  const clock = new VirtualClock();
  const sent: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const model = modelOf(async (request) => {
    sent.push(request.data);
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    const attempt = sent.filter((data) => data === request.data).length;
    try {
      return { text: await answer(request, clock, attempt) };
    } finally {
      underWay--;
    }
  });
  const replies = new MemoryReplies();
  const budget = budgetOf();
  const { sleep, now } = clock;
  const all = {
    replies,
    budget,
    concurrency: 4,
    secondsPerCall: 60,
    sleep,
    now,
    random: () => 1,
    ...options,
  };
  const run = (calls: readonly Call[]) => clock.until(runCalls(model, calls, all));
  return { run, clock, sent, replies, budget, mostUnderWay: () => mostUnderWay };
}
