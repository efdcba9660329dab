import type { z } from "zod";
import { InputError, optionError } from "../errors.ts";
import { answerSchema } from "./answer-schema.ts";
import type { Caps, Prices } from "./call.ts";
import type { Completion, CompletionRequest } from "./language-model.ts";

export interface BudgetOptions {
  readonly caps?: Caps;
  readonly prices?: Prices;
  /** Counts the tokens of a text. It should rather count too many than too few: a lower count weakens the caps. */
  readonly countTokens: (text: string) => number;
}

/** The calls, tokens and costs of a generation. */
export interface Spent {
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the prices; absent without prices. */
  readonly cost?: number;
}

/** The calls and tokens reserved for one attempt. Exactly one of answered, refused, abandoned and unused ends it. */
export interface Reservation {
  /** Counts the tokens used: those that the model reports if plausible, else our own count. */
  answered(key: string, reply: Completion): void;
  /** Counts a further call of the same request, after the server rejected a parameter. @returns whether the caps allow it */
  again(): boolean;
  /** Counts a call without tokens: a rejected request is not charged. */
  refused(): void;
  /** Counts everything reserved: a request that was cancelled may be charged in full. */
  abandoned(): void;
  /** Counts nothing: the request was not sent. */
  unused(): void;
}

type Amount = Omit<Spent, "cost">;

interface Waiting {
  readonly amount: Amount;
  readonly request: CompletionRequest;
  readonly resolve: (answer: Reservation | keyof Caps) => void;
}

/**
 * Reported tokens below this share of our own count are replaced by the count. Language models have different tokens, so
 * a larger share would replace correct reports; a smaller one would weaken the caps.
 */
const minShareOfCount = 0.5;
/** A report of more tokens than this is replaced by our own count. A lower limit would replace correct reports. */
const maxTokensReported = 20_000_000;

const nothing: Amount = { calls: 0, tokensIn: 0, tokensOut: 0 };

/**
 * Keeps calls within caps. Before an attempt, the maximum that it can use is reserved; afterwards the reservation is
 * replaced by what it used. So whether a call is made does not depend on the speed of others.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #schemaTokens = new WeakMap<z.ZodType, number>();
  readonly #counted = new Set<string>();
  readonly #waiting: Waiting[] = [];
  #spent = nothing;
  #held = nothing;
  #closedBy: keyof Caps | undefined;

  /** @throws InputError for an invalid cap or price, or a cap on cost without prices */
  constructor(options: BudgetOptions) {
    const { caps = {}, prices } = options;
    for (const [kind, amounts] of Object.entries({ caps, prices })) {
      for (const [name, value] of Object.entries(amounts ?? {})) {
        if (value !== undefined && !(value >= 0)) {
          throw optionError(`${kind}.${name}`, "a number, 0 or more", value);
        }
      }
    }
    if (caps.cost !== undefined && prices === undefined) {
      throw new InputError(
        "A cap on cost needs prices per million tokens; set prices, or cap calls or tokens instead.",
      );
    }
    this.#options = options;
  }

  get spent(): Spent {
    const cost = this.#costOf(this.#spent);
    return cost === undefined ? this.#spent : { ...this.#spent, cost };
  }

  /** Counts a reply of an earlier run, once per key. */
  countKeptReply(key: string, request: CompletionRequest, reply: Completion): void {
    this.#countReply(key, request, reply);
  }

  /**
   * Reserves the maximum of one attempt, in the order of the requests. If a cap is in the way, waits for reservations that
   * end. Once there are none, the budget is closed: this and all later requests get the name of that cap.
   */
  reserve(request: CompletionRequest): Promise<Reservation | keyof Caps> {
    return new Promise((resolve) => {
      this.#waiting.push({ request, amount: this.#mostOf(request), resolve });
      this.#serve();
    });
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const cap = this.#closedBy ?? this.#capBefore(next.amount);
      if (cap !== undefined && this.#held.calls > 0) return;
      this.#waiting.shift();
      if (cap !== undefined) this.#closedBy = cap;
      next.resolve(cap ?? this.#hold(next));
    }
  }

  #hold({ amount, request }: Waiting): Reservation {
    this.#held = add(this.#held, amount);
    const settle = (count: () => void) => {
      this.#held = add(this.#held, amount, -1);
      count();
      this.#serve();
    };
    const spend = (used: Amount) => {
      this.#spent = add(this.#spent, used);
    };
    return {
      answered: (key, reply) => settle(() => this.#countReply(key, request, reply)),
      again: () => {
        const another = { ...nothing, calls: 1 };
        if (this.#capBefore(another) !== undefined) return false;
        spend(another);
        return true;
      },
      refused: () => settle(() => spend({ ...nothing, calls: 1 })),
      abandoned: () => settle(() => spend(amount)),
      unused: () => settle(() => {}),
    };
  }

  #countReply(key: string, request: CompletionRequest, reply: Completion): void {
    if (this.#counted.has(key)) return;
    this.#counted.add(key);
    this.#spent = add(this.#spent, {
      calls: 1,
      tokensIn: believed(reply.tokensIn, this.#tokensIn(request)),
      tokensOut: believed(reply.tokensOut, this.#options.countTokens(reply.text)),
    });
  }

  /** Returns the cap that this amount might exceed. */
  #capBefore(amount: Amount): keyof Caps | undefined {
    const { calls, tokens, cost } = this.#options.caps ?? {};
    const total = add(add(this.#spent, this.#held), amount);
    if (calls !== undefined && total.calls > calls) return "calls";
    if (tokens !== undefined && total.tokensIn + total.tokensOut > tokens) return "tokens";
    if (cost !== undefined && (this.#costOf(total) ?? 0) > cost) return "cost";
    return undefined;
  }

  #mostOf(request: CompletionRequest): Amount {
    return { calls: 1, tokensIn: this.#tokensIn(request), tokensOut: request.maximumTokens };
  }

  /** Counts the tokens of a request, including its JSON schema. */
  #tokensIn({ instructions, data, shape }: CompletionRequest): number {
    const { countTokens } = this.#options;
    let schemaTokens = this.#schemaTokens.get(shape);
    if (schemaTokens === undefined) {
      schemaTokens = countTokens(JSON.stringify(answerSchema(shape)));
      this.#schemaTokens.set(shape, schemaTokens);
    }
    return countTokens(instructions) + countTokens(data) + schemaTokens;
  }

  #costOf({ tokensIn, tokensOut }: Amount): number | undefined {
    const { prices } = this.#options;
    return prices && (tokensIn * prices.in + tokensOut * prices.out) / 1e6;
  }
}

/** Returns the reported number, or our own count if the report is missing, not a number or implausible. */
function believed(reported: number | undefined, counted: number): number {
  if (reported === undefined || !Number.isFinite(reported)) return counted;
  const isPlausible = reported >= minShareOfCount * counted && reported <= maxTokensReported;
  return isPlausible ? Math.ceil(reported) : counted;
}

function add(a: Amount, b: Amount, factor = 1): Amount {
  return {
    calls: a.calls + factor * b.calls,
    tokensIn: a.tokensIn + factor * b.tokensIn,
    tokensOut: a.tokensOut + factor * b.tokensOut,
  };
}
