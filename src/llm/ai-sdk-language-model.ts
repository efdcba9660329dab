import { createSecretMask, type SecretMask } from "../async/secret-mask.ts";
import { InputError, optionError, requireOptions, throwIfCancelled } from "../errors.ts";
import type { AiSdkContent, AiSdkModel, AiSdkResult, AiSdkUsage } from "./ai-sdk-model.ts";
import { answerSchema } from "./answer-schema.ts";
import { FormLearning } from "./form-learning.ts";
import type { Completion, CompletionRequest, LanguageModel } from "./language-model.ts";
import { type Remedies, rejectionOf, remoteFailure } from "./remote-failure.ts";
import { describeForm, formAfter, type RequestForm } from "./request-form.ts";
import { isKnownToThink, ThinkingTokens, tellsThoughts } from "./thinking-tokens.ts";

export const reasoningEfforts = ["none", "minimal", "low", "medium", "high", "xhigh"] as const;
export type ReasoningEffort = (typeof reasoningEfforts)[number];

export interface AiSdkOptions {
  /** By default the provider's and the model's own, as "openai.chat:gpt-5-mini". */
  readonly name?: string;
  /** The key, to be masked where an answer repeats it; it is not sent. */
  readonly secret?: string;
  /** How much a reasoning model thinks before it answers (--reasoning-effort); by default as its provider has it. */
  readonly reasoningEffort?: ReasoningEffort;
  /**
   * More of the provider's own options, by the names that its AI SDK package documents; an OpenAI-compatible server is
   * sent them as they stand, for instance `{ chat_template_kwargs: { enable_thinking: false } }`.
   */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  /** The usual time limit of one request in seconds; 120 by default. */
  readonly usualSeconds?: number;
  /** What messages advise. */
  readonly remedies?: Remedies;
}

/**
 * Makes a language model of any AI SDK model object (specification version 2 or 3).
 *
 * The object is asked directly, not through the SDK's generateText: that throws away a text that does not parse,
 * retries by itself and prints warnings. A server that rejects a parameter is asked again in another form (see
 * formAfter), and all later requests are sent in that form; while one request learns it, others wait.
 *
 * How the object sends its requests is its own matter: redirects to other hosts and the size of replies are guarded only
 * where openLanguageModel opened the model.
 * @throws InputError
 */
export function fromAiSdk(model: AiSdkModel, options: AiSdkOptions = {}): LanguageModel {
  if (typeof model?.doGenerate !== "function") {
    throw new InputError("fromAiSdk needs a model object of the AI SDK, such as openai('gpt-5-mini').");
  }
  requireOptions(options);
  const { reasoningEffort: effort } = options;
  if (effort !== undefined && !reasoningEfforts.includes(effort)) {
    throw optionError(
      "reasoningEffort (--reasoning-effort)",
      `one of ${reasoningEfforts.join(", ")}`,
      effort,
    );
  }
  return new AiSdkLanguageModel(model, options);
}

class AiSdkLanguageModel implements LanguageModel {
  readonly name: string;
  readonly usualSeconds?: number;
  readonly #model: AiSdkModel;
  readonly #options: AiSdkOptions;
  readonly #mask: SecretMask;
  readonly #learning = new FormLearning();
  readonly #room: ThinkingTokens;

  constructor(model: AiSdkModel, options: AiSdkOptions) {
    this.name = options.name ?? `${model.provider}:${model.modelId}`;
    this.usualSeconds = options.usualSeconds;
    this.#model = model;
    this.#options = options;
    this.#mask = createSecretMask([options.secret]);
    const doesNotThink = options.reasoningEffort === "none";
    this.#room = new ThinkingTokens(!doesNotThink && isKnownToThink(model.modelId));
  }

  get thinkingTokens(): number {
    return this.#room.tokens;
  }

  get adaptations(): readonly string[] {
    return describeForm(this.#learning.form);
  }

  async complete(request: CompletionRequest): Promise<Completion> {
    for (;;) {
      const form = await this.#learning.settled();
      throwIfCancelled(request.signal);
      try {
        return await this.#ask(request, form);
      } catch (reason) {
        if (this.#formAfter(form, reason, request) === undefined) throw this.#failure(reason, request);
        const learnt = await this.#learning.learn(form, () => this.#findForm(form, reason, request));
        if (learnt !== undefined) return learnt;
        this.#checkMayAskAgain(reason, request);
      }
    }
  }

  /** Asks in one form after the other until one is accepted. */
  async #findForm(form: RequestForm, refused: unknown, request: CompletionRequest) {
    let reason = refused;
    let next = this.#formAfter(form, reason, request);
    while (next !== undefined) {
      this.#checkMayAskAgain(reason, request);
      try {
        const completion = await this.#ask(request, next);
        return { form: next, completion };
      } catch (again) {
        reason = again;
        next = this.#formAfter(next, again, request);
      }
    }
    throw this.#failure(reason, request);
  }

  #checkMayAskAgain(reason: unknown, request: CompletionRequest): void {
    throwIfCancelled(request.signal);
    if (request.mayAskAgain?.() === false) throw this.#failure(reason, request);
  }

  #formAfter(form: RequestForm, reason: unknown, { maximumTokens }: CompletionRequest) {
    const refused = rejectionOf(reason);
    const hasReasoningEffort = this.#options.reasoningEffort !== undefined;
    return refused && formAfter(form, refused, { maximumTokens, hasReasoningEffort });
  }

  #failure(reason: unknown, { signal }: CompletionRequest): Error {
    const { remedies = {}, secret } = this.#options;
    const { name } = this;
    return remoteFailure(reason, {
      name,
      signal,
      mask: this.#mask,
      knowsSecret: secret !== undefined,
      remedies,
    });
  }

  async #ask(request: CompletionRequest, form: RequestForm): Promise<Completion> {
    const { instructions, data, shape, maximumTokens, temperature, signal } = request;
    const most = Math.min(maximumTokens, form.maxTokens ?? maximumTokens);
    const text = form.systemRole ? data : `${instructions}\n\n${data}`;
    const result = await this.#model.doGenerate({
      prompt: [
        ...(form.systemRole ? [{ role: "system" as const, content: instructions }] : []),
        { role: "user", content: [{ type: "text", text }] },
      ],
      maxOutputTokens: form.tokenLimit === "max_tokens" ? most : undefined,
      temperature: form.temperature ? temperature : undefined,
      responseFormat: form.shape ? { type: "json", schema: answerSchema(shape) } : undefined,
      providerOptions: this.#providerOptions(form, most),
      abortSignal: signal,
    });
    const completion = toCompletion(result, this.#mask);
    this.#room.learnFrom(completion);
    return completion;
  }

  /** The key is the provider's: "openai" of "openai.chat". */
  #providerOptions(
    form: RequestForm,
    maximumTokens: number,
  ): Record<string, Record<string, unknown>> | undefined {
    const { reasoningEffort, providerOptions = {} } = this.#options;
    const provider = this.#model.provider.split(".")[0].trim();
    const isAnthropic = provider === "anthropic";
    const own: Record<string, unknown> = {};
    if (reasoningEffort !== undefined && form.reasoningEffort) {
      Object.assign(own, isAnthropic ? anthropicEffort(reasoningEffort) : { reasoningEffort });
    }
    if (form.tokenLimit === "max_completion_tokens") {
      const isOpenAi = provider === "openai" || provider === "azure";
      own[isOpenAi ? "maxCompletionTokens" : "max_completion_tokens"] = maximumTokens;
    }
    const all = { ...own, ...providerOptions };
    return Object.keys(all).length === 0 ? undefined : { [provider]: all };
  }
}

/** Anthropic's models think only if they are asked to, and know no "none" and no "minimal". */
function anthropicEffort(effort: ReasoningEffort): object {
  return effort === "none" || effort === "minimal" ? {} : { effort };
}

function toCompletion({ content, usage, finishReason }: AiSdkResult, mask: SecretMask): Completion {
  const reason = unifiedReason(finishReason);
  const thoughts = partsOf(content, "reasoning");
  const text = mask(textOf(content, thoughts, reason));
  const tokensThinking = reasoningTokens(usage);
  // A reply that reached its limit before its first word was used up by thoughts that are not shown.
  const isUsedUp = reason === "length" && text.trim() === "";
  const hasThoughts = thoughts !== "" || (tokensThinking ?? 0) > 0 || tellsThoughts(text) || isUsedUp;
  return {
    text,
    tokensIn: total(usage?.inputTokens),
    tokensOut: total(usage?.outputTokens),
    ...(tokensThinking !== undefined && tokensThinking > 0 && { tokensThinking }),
    ...(reason !== undefined && { finishReason: reason }),
    ...(hasThoughts && { hasThoughts }),
  };
}

/**
 * The answer's text. A blank one is replaced by what a tool was to be called with, or, where the model ended by itself,
 * by thoughts that are one JSON document: some servers take a whole answer for a thought. Other thoughts are no answer.
 */
function textOf(content: readonly AiSdkContent[], thoughts: string, reason: string | undefined): string {
  const text = partsOf(content, "text");
  if (text.trim() !== "") return text;
  const calls = content.flatMap((part) => (part.type === "tool-call" ? [String(part.input)] : [])).join("\n");
  if (calls.trim() !== "") return calls;
  const last =
    thoughts
      .split(/<\/think(?:ing)?>/i)
      .at(-1)
      ?.trim() ?? "";
  return reason === "stop" && isJsonDocument(last) ? last : text;
}

function partsOf(content: readonly AiSdkContent[], type: "text" | "reasoning"): string {
  return content.map((part) => (part.type === type ? (part.text ?? "") : "")).join("");
}

function isJsonDocument(text: string): boolean {
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Version 2 models give a word, version 3 models an object. */
function unifiedReason(reason: AiSdkResult["finishReason"] | undefined): string | undefined {
  return typeof reason === "object" ? reason?.unified : reason;
}

/** Version 2 models count in numbers, version 3 models in objects. */
function total(tokens: AiSdkUsage["inputTokens"]): number | undefined {
  return typeof tokens === "object" ? tokens?.total : tokens;
}

function reasoningTokens(usage: AiSdkUsage | undefined): number | undefined {
  const { outputTokens, reasoningTokens: found } = usage ?? {};
  return typeof outputTokens === "object" ? outputTokens?.reasoning : found;
}
