import type { z } from "zod";
import { InputError, optionError } from "../errors.ts";
import { answerSchema } from "./answer-schema.ts";
import type { Caps, Prices } from "./call.ts";
import type { Completion, CompletionRequest } from "./language-model.ts";

export interface BudgetOptions {
  readonly caps?: Caps;
  readonly prices?: Prices;
  /** How many tokens a text is, rather too many than too few: the caps hold as far as this does not fall short. */
  readonly countTokens: (text: string) => number;
}

/** What calls have used. */
export interface Spent {
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the prices; absent without prices. */
  readonly cost?: number;
}

/** Room held for one attempt. Exactly one of answered, refused, abandoned and unused ends it. */
export interface Reservation {
  /** Counts what was used: as the model reports it, if that is plausible; else as counted here. */
  answered(key: string, reply: Completion): void;
  /** Counts one more call of the same request, which the server rejected in its first form. @returns whether a cap allows it */
  again(): boolean;
  /** Counts a call, and no tokens: a request that was refused is not charged. */
  refused(): void;
  /** Counts all that was held: a request that was given up under way may be charged in full. */
  abandoned(): void;
  /** Nothing was sent. */
  unused(): void;
}

type Amount = Omit<Spent, "cost">;

interface Waiting {
  readonly amount: Amount;
  readonly request: CompletionRequest;
  readonly resolve: (answer: Reservation | keyof Caps) => void;
}

/**
 * Language models cut the same text into different numbers of tokens. A report below this share of our own count is
 * not believed. With a larger share, honest reports would be replaced; with a smaller one, caps would hold less tightly.
 */
const minShareOfCount = 0.5;
/** No request or answer has more tokens than this. */
const maxTokensReported = 20_000_000;

const nothing: Amount = { calls: 0, tokensIn: 0, tokensOut: 0 };

/**
 * Keeps calls within caps. Before an attempt, room is held for the most that it can use; afterwards what it did use
 * takes its place. So whether a call is made does not depend on how fast others are.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #schemaTokens = new WeakMap<z.ZodType, number>();
  readonly #counted = new Set<string>();
  readonly #waiting: Waiting[] = [];
  #spent = nothing;
  #held = nothing;
  #closedBy: keyof Caps | undefined;

  /** @throws InputError for a cap or price that is none, or a cap on cost without prices */
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
        "A cap on cost needs prices a million tokens; give them, or cap calls or tokens instead.",
      );
    }
    this.#options = options;
  }

  get spent(): Spent {
    const cost = this.#costOf(this.#spent);
    return cost === undefined ? this.#spent : { ...this.#spent, cost };
  }

  /** Counts a reply of an earlier run as if it were of this one; one that was counted already is not counted again. */
  countKeptReply(key: string, request: CompletionRequest, reply: Completion): void {
    this.#countReply(key, request, reply);
  }

  /**
   * Holds room for one attempt, in order of asking. Where there is none, waits for what others hold and may not need;
   * once nobody holds anything, the budget is closed: this request and all later ones get the cap that is in the way.
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

  /** The cap that might be exceeded if this much more were used. */
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

  /** The shape is sent along as a JSON schema, and read by the model. */
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

/** What a server reports, or our own count if the report is missing, no number, too small or absurdly large. */
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
