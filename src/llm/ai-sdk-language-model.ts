import type { LanguageModelV2, LanguageModelV3 } from "@ai-sdk/provider";
import { InputError, requireOptions, throwIfCancelled } from "../errors.ts";
import { answerSchema } from "./answer-schema.ts";
import type { Completion, CompletionRequest, LanguageModel } from "./language-model.ts";
import { type Remedies, refusal, remoteFailure } from "./remote-failure.ts";

/** A model object of the AI SDK, such as openai("gpt-5-mini"). A bare name is none: the SDK would send it to a gateway. */
export type AiSdkModel = LanguageModelV2 | LanguageModelV3;

export interface AiSdkOptions {
  /** By default the provider's and the model's own, as "openai.chat:gpt-5-mini". */
  readonly name?: string;
  /** The key, to be masked where an answer repeats it; it is not sent. */
  readonly secret?: string;
  /** What messages advise. */
  readonly remedies?: Remedies;
}

/**
 * Makes a language model of any AI SDK model object (specification version 2 or 3).
 *
 * The object is asked directly, not through the SDK's generateText: that throws away a text that does not parse,
 * retries by itself and prints warnings. A provider that refuses the temperature or the shape is asked again
 * without, and from then on is not sent it.
 * @throws InputError
 */
export function fromAiSdk(model: AiSdkModel, options: AiSdkOptions = {}): LanguageModel {
  if (typeof model?.doGenerate !== "function") {
    throw new InputError("fromAiSdk needs a model object of the AI SDK, such as openai('gpt-5-mini').");
  }
  requireOptions(options);
  const { name = `${model.provider}:${model.modelId}`, secret, remedies = {} } = options;
  const neverAccepted = new Set<Parameter>();

  return {
    name,
    async complete(request) {
      const { signal } = request;
      throwIfCancelled(signal);
      const without = new Set(neverAccepted);
      for (;;) {
        try {
          const completion = await ask(model, request, without);
          for (const parameter of without) neverAccepted.add(parameter);
          return completion;
        } catch (reason) {
          const refused = refusedParameters(reason, without);
          if (refused.length === 0) throw remoteFailure(reason, { name, signal, secret, remedies });
          for (const parameter of refused) without.add(parameter);
        }
      }
    },
  };
}

async function ask(
  model: AiSdkModel,
  { instructions, data, shape, maximumTokens, temperature, signal }: CompletionRequest,
  without: ReadonlySet<Parameter>,
): Promise<Completion> {
  const { content, usage } = await model.doGenerate({
    prompt: [
      { role: "system", content: instructions },
      { role: "user", content: [{ type: "text", text: data }] },
    ],
    maxOutputTokens: maximumTokens,
    temperature: without.has("temperature") ? undefined : temperature,
    responseFormat: without.has("shape") ? undefined : { type: "json", schema: answerSchema(shape) },
    abortSignal: signal,
  });
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
  return { text, tokensIn: total(usage.inputTokens), tokensOut: total(usage.outputTokens) };
}

/** Version 2 models count in numbers, version 3 models in objects. */
function total(tokens: number | undefined | { readonly total: number | undefined }): number | undefined {
  return typeof tokens === "object" ? tokens.total : tokens;
}

/** What some models do not take, and the names by which a refusal speaks of it. */
const optionalParameters = {
  temperature: /temperature/i,
  shape: /response_format|json_schema|output_(config|format)|structured.outputs?|tool_choice|grammar/i,
};
type Parameter = keyof typeof optionalParameters;

/**
 * What to leave out of the next attempt: what the refusal names, or where it names nothing, all that can be left out.
 * (llama-cpp-python's server refuses a `response_format` that it does not know with a 500, which is believed only
 * where it names something.)
 */
function refusedParameters(reason: unknown, without: ReadonlySet<Parameter>): Parameter[] {
  const { status, words } = refusal(reason) ?? {};
  if (words === undefined || (status !== 400 && status !== 422 && status !== 500)) return [];
  const sent = (Object.keys(optionalParameters) as Parameter[]).filter((each) => !without.has(each));
  const named = sent.filter((each) => optionalParameters[each].test(words));
  return named.length > 0 || status === 500 ? named : sent;
}
