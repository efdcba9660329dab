import type { Rejection } from "./remote-failure.ts";

/** Which parameters a request is sent with, and how. A server that rejects one is asked in another form. */
export interface RequestForm {
  readonly temperature: boolean;
  /** The JSON schema of the answer. */
  readonly shape: boolean;
  readonly reasoningEffort: boolean;
  /** Whether the instructions come as a message of the role "system"; else they begin the user's message. */
  readonly systemRole: boolean;
  /** The name by which the maximum of tokens is sent. */
  readonly tokenLimit: "max_tokens" | "max_completion_tokens";
  /** The most tokens that the server allows for an answer, as far as it said so. */
  readonly maxTokens?: number;
}

export const defaultForm: RequestForm = {
  temperature: true,
  shape: true,
  reasoningEffort: true,
  systemRole: true,
  tokenLimit: "max_tokens",
};

/** What was sent in the form, as far as that decides what a rejection can be about. */
export interface SentRequest {
  readonly maximumTokens: number;
  readonly hasReasoningEffort: boolean;
}

type Adapt = (form: RequestForm, words: string, sent: SentRequest) => RequestForm | undefined;

/**
 * How servers speak of what they reject, each with the form that answers it. The words are those of OpenAI (o-series
 * and gpt-5), Azure, Anthropic, Mistral, Gemini, DeepSeek, Groq, OpenRouter, vLLM, llama.cpp, llama-cpp-python,
 * LM Studio and Ollama; tests hold the refusals as these servers send them.
 */
const adaptations: readonly Adapt[] = [
  (form, words, { maximumTokens }) => {
    const most = maxTokensIn(words);
    return most !== undefined && most < maximumTokens ? { ...form, maxTokens: most } : undefined;
  },
  (form, words) =>
    form.tokenLimit === "max_tokens" && /max_(completion_)?tokens/i.test(words) && !isTooLarge(words)
      ? { ...form, tokenLimit: "max_completion_tokens" }
      : undefined,
  (form, words) => (form.systemRole && systemWords.test(words) ? { ...form, systemRole: false } : undefined),
  (form, words) => {
    const changed = {
      ...form,
      temperature: form.temperature && !/temperature/i.test(words),
      shape: form.shape && !shapeWords.test(words),
    };
    return changed.temperature === form.temperature && changed.shape === form.shape ? undefined : changed;
  },
  (form, words, { hasReasoningEffort }) =>
    form.reasoningEffort && hasReasoningEffort && /reasoning|thinking|effort/i.test(words)
      ? { ...form, reasoningEffort: false }
      : undefined,
];

const systemWords =
  /system (role|message|prompt|instruction)|system.{0,20} (is )?not (supported|allowed)|developer (role|message|instruction)|does not support ['"`]?(system|developer)|unknown role|only user and assistant|roles must alternate|messages.{0,40}\brole\b/i;
const shapeWords =
  /response_?format|response_?schema|json_?schema|json.mode|output_(config|format)|structured.?outputs?|tool_choice|grammar/i;
/** A rejection that leaving parameters out cannot help. */
const permanentWords =
  /api.?key|credit|billing|quota|context.?(length|window|size)|too long|(model|deployment)\S* .{0,80}(not found|not exist|does not|unknown|invalid model)|content.?(filter|policy)/i;

/**
 * Returns the form in which to ask again after a rejection, or nothing where no other form helps.
 *
 * What the rejection names is changed. A rejection of status 400 or 422 that names nothing known has everything left out
 * that an answer does not need. Refusals of other kinds (404, 500, 501: some servers have no better one) count only
 * where they name something.
 */
export function formAfter(
  form: RequestForm,
  { status, words }: Rejection,
  sent: SentRequest,
): RequestForm | undefined {
  if (![400, 404, 422, 500, 501].includes(status)) return undefined;
  for (const adapt of adaptations) {
    const next = adapt(form, words, sent);
    if (next !== undefined) return next;
  }
  if ((status !== 400 && status !== 422) || permanentWords.test(words)) return undefined;
  const bare = { ...form, temperature: false, shape: false, reasoningEffort: false };
  const sentMore = form.temperature || form.shape || (form.reasoningEffort && sent.hasReasoningEffort);
  return sentMore ? bare : undefined;
}

/** Sentences about how a form differs from the usual one. */
export function describeForm(form: RequestForm): string[] {
  const left = [
    ...(form.temperature ? [] : ["the temperature"]),
    ...(form.shape ? [] : ["the JSON schema of the answer"]),
    ...(form.reasoningEffort ? [] : ["the reasoning effort"]),
  ];
  return [
    ...(left.length === 0 ? [] : [`It rejected ${listed(left)}; requests are sent without.`]),
    ...(form.systemRole ? [] : ["It rejected the system role; the instructions are sent with the data."]),
    ...(form.tokenLimit === "max_tokens"
      ? []
      : ["It rejected max_tokens; the maximum is sent as max_completion_tokens."]),
    ...(form.maxTokens === undefined
      ? []
      : [`It allows at most ${form.maxTokens} tokens for an answer; no more are asked for.`]),
  ];
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function isTooLarge(words: string): boolean {
  return /too large|maximum context|exceed|less than or equal|valid range|at most|maximum allowed/i.test(
    words,
  );
}

/** The largest number of tokens that a rejection allows for an answer, where it says so. */
function maxTokensIn(words: string): number | undefined {
  const limit =
    /at most (\d+) (?:completion|output)? ?tokens/i.exec(words) ??
    /> (\d+), which is the maximum/i.exec(words) ??
    /max_(?:completion_)?tokens\W+must be less than or equal to\W+(\d+)/i.exec(words) ??
    /range of max_(?:completion_)?tokens is \[\d+, ?(\d+)\]/i.exec(words);
  if (limit !== null) return Number(limit[1]);
  const room = /maximum context length is (\d+) tokens/i.exec(words);
  const read = /(\d+) (?:input tokens|in the messages|tokens from the input)/i.exec(words);
  if (room === null || read === null) return undefined;
  // Later requests may be a little longer than this one.
  const left = Number(room[1]) - Math.ceil(1.25 * Number(read[1]));
  return left >= minAnswerTokens ? left : undefined;
}

/** With less room for an answer than this, no text fits. */
const minAnswerTokens = 100;
