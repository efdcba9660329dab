import { createSecretMask, type SecretMask } from "../async/secret-mask.ts";
import { InputError, optionError, throwIfCancelled } from "../errors.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";
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
  /** The name in reports; default: the provider's and the model's name, such as "openai.chat:gpt-5-mini". */
  readonly name?: string;
  /** The API key. It is masked in messages and replies; it is not sent. */
  readonly secret?: string;
  /** How much a reasoning model thinks before it answers (--reasoning-effort). Default: the provider's. */
  readonly reasoningEffort?: ReasoningEffort;
  /**
   * Further options of the provider, by the names that its AI SDK package documents. An OpenAI-compatible server receives
   * them unchanged, for instance `{ chat_template_kwargs: { enable_thinking: false } }`.
   */
  readonly providerOptions?: Readonly<Record<string, unknown>>;
  /** Default time limit of one request in seconds, which the option secondsPerCall of generation overrides. Default: 120. */
  readonly usualSeconds?: number;
  /** Advice for messages. */
  readonly remedies?: Remedies;
}

const aiSdkOptionNames = {
  ...{ name: true, secret: true, reasoningEffort: true, providerOptions: true },
  ...{ usualSeconds: true, remedies: true },
} satisfies OptionNames<AiSdkOptions>;

/**
 * Makes a language model from a model object of the AI SDK (specification version 2 or 3).
 *
 * The object's doGenerate is called directly, not the SDK's generateText, which discards a text that does not parse,
 * retries by itself and prints warnings. If a server rejects a parameter, the request is sent again in another form (see
 * formAfter), and so are all later requests. Redirects to other hosts and the size of replies are limited only for
 * models that openLanguageModel opened.
 * @throws InputError if it is not a model object, or an option is invalid
 * @example
 * import { openai } from "@ai-sdk/openai";
 * const model = fromAiSdk(openai("gpt-5-mini"), { reasoningEffort: "low" });
 */
export function fromAiSdk(model: AiSdkModel, options: AiSdkOptions = {}): LanguageModel {
  if (typeof model?.doGenerate !== "function") {
    throw new InputError("fromAiSdk needs a model object of the AI SDK, such as openai('gpt-5-mini').");
  }
  requireOptions(options, aiSdkOptionNames);
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

  /** Sends the request in one form after the other until one is accepted. */
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

  /** Returns the options under the provider's name: "openai" of "openai.chat". */
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

/** Anthropic's models do not think by default, and have no "none" and no "minimal". */
function anthropicEffort(effort: ReasoningEffort): object {
  return effort === "none" || effort === "minimal" ? {} : { effort };
}

function toCompletion({ content, usage, finishReason }: AiSdkResult, mask: SecretMask): Completion {
  const reason = unifiedReason(finishReason);
  const thoughts = partsOf(content, "reasoning");
  const text = mask(textOf(content, thoughts, reason));
  const tokensThinking = reasoningTokens(usage);
  // A reply that reached its maximum before its first word consists of thinking that the server hides.
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
 * Returns the text of the reply. A blank text is replaced by the input of tool calls. If there are none and the reply is
 * complete, it is replaced by the thinking if that is one JSON document: some servers return whole answers as thinking.
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

/** Version 2 models return a word, version 3 models an object. */
function unifiedReason(reason: AiSdkResult["finishReason"] | undefined): string | undefined {
  return typeof reason === "object" ? reason?.unified : reason;
}

/** Version 2 models return numbers, version 3 models objects. */
function total(tokens: AiSdkUsage["inputTokens"]): number | undefined {
  return typeof tokens === "object" ? tokens?.total : tokens;
}

function reasoningTokens(usage: AiSdkUsage | undefined): number | undefined {
  const { outputTokens, reasoningTokens: found } = usage ?? {};
  return typeof outputTokens === "object" ? outputTokens?.reasoning : found;
}
