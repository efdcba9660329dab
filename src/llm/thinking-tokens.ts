import type { Completion } from "./language-model.ts";

/** Tokens that a model gets for thinking. With fewer, thinking of normal length leaves none for the answer; more raises the maximum cost. */
const tokensForThinking = 8192;

/** Names of models that think before they answer by default. */
const thinkers =
  /(^|[/:-])(o[1-9]\d*|gpt-(?:[5-9]|oss)|deepseek-r\d|deepseek-reasoner|qwq|qwen3|magistral|phi-4.*reasoning|gemini-(2\.5|[3-9])|glm-[4-9]\.[5-9]|kimi-k2-thinking|minimax-m)(?![a-z0-9])|reason|thinking/i;
const nonThinkers = /instruct|non-?thinking|no-?think|-chat\b|coder/i;

/** Returns whether a model of this name is known to think before it answers. */
export function isKnownToThink(modelName: string): boolean {
  return thinkers.test(modelName) && !nonThinkers.test(modelName);
}

/** Returns whether a text contains the marks around a model's thinking. */
export function tellsThoughts(text: string): boolean {
  return /<\/?(think|thinking|thought|reasoning)>|<\|channel\|>\s*analysis|\[\/?THINK\]/i.test(text);
}

/** Keeps the number of tokens that a model may need for thinking. It grows once, after a reply that ended while thinking. */
export class ThinkingTokens {
  #tokens: number;

  constructor(thinks: boolean) {
    this.#tokens = thinks ? tokensForThinking : 0;
  }

  get tokens(): number {
    return this.#tokens;
  }

  learnFrom({ finishReason, hasThoughts }: Completion): void {
    if (finishReason === "length" && hasThoughts) this.#tokens = tokensForThinking;
  }
}
