import { RemoteError } from "../errors.ts";
import type { Completion } from "./language-model.ts";

/** The language model's replies contain no usable text: use another model, or allow longer replies. */
export class UnusableModelError extends RemoteError {}

/** How the unusable reply was requested. */
export interface AskedWith {
  readonly model: string;
  /** The maximum number of tokens that the request allowed. */
  readonly maximumTokens: number;
  /** Number of unusable replies so far. */
  readonly unusableReplies: number;
}

/** Describes an unusable reply: why it ended, the tokens spent on thinking, and what the user can do. */
export function describeUnusableReply(reply: Completion, asked: AskedWith): string {
  const { model, unusableReplies } = asked;
  const which = unusableReplies > 1 ? `in its first ${unusableReplies} replies` : "in its first reply";
  const { fact, remedy } = explain(reply, asked);
  return `${model} returned no usable text ${which}: ${fact}. ${remedy}.`;
}

const more = "allow longer replies with the option maxOutputTokens (--max-output-tokens)";
const less = "have it think less with the option reasoningEffort (--reasoning-effort low)";

function explain(reply: Completion, { maximumTokens }: AskedWith): { fact: string; remedy: string } {
  const { finishReason = "unknown", tokensThinking, hasThoughts = false, text } = reply;
  const ended = `finish reason "${finishReason}"`;
  if (finishReason === "length") {
    const spent =
      tokensThinking !== undefined
        ? `, ${tokensThinking} of them spent on thinking`
        : hasThoughts
          ? ", spent on thinking"
          : "";
    return {
      fact: `the last one ended at the maximum of ${maximumTokens} tokens (${ended})${spent}`,
      remedy: capital(hasThoughts ? `${more}, or ${less}` : more),
    };
  }
  if (finishReason === "content-filter") {
    return {
      fact: `the provider's content filter stopped the last one (${ended})`,
      remedy: "Use another model",
    };
  }
  if (text.trim() === "") {
    const spent = tokensThinking === undefined ? "" : `, after ${tokensThinking} tokens of thinking`;
    return {
      fact: `the last one was empty (${ended})${spent}`,
      remedy: hasThoughts ? `${capital(less)}, or use another model` : "Use another model",
    };
  }
  const start = text.trim().replace(/\s+/g, " ").slice(0, 80);
  return {
    fact: `no example could be read from the last one (${ended}), which begins with ${JSON.stringify(start)}`,
    remedy: "Read replies.jsonl in the folder of the piles (--piles), or use another model",
  };
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
