import { listNames } from "../files/list-names.ts";
import type { Rejection } from "./remote-failure.ts";

/** The parameters that a request is sent with. If a server rejects one, the request is sent in another form. */
export interface RequestForm {
  readonly temperature: boolean;
  /** Whether the JSON schema of the answer is sent. */
  readonly shape: boolean;
  readonly reasoningEffort: boolean;
  /** Whether the instructions are a message of the role "system"; else they begin the user's message. */
  readonly systemRole: boolean;
  /** The name of the parameter for the maximum number of tokens. */
  readonly tokenLimit: "max_tokens" | "max_completion_tokens";
  /** The maximum number of tokens that the server allows for an answer, if it said so. */
  readonly maxTokens?: number;
}

export const defaultForm: RequestForm = {
  temperature: true,
  shape: true,
  reasoningEffort: true,
  systemRole: true,
  tokenLimit: "max_tokens",
};

/** The part of a sent request that decides what a rejection can be about. */
export interface SentRequest {
  readonly maximumTokens: number;
  readonly hasReasoningEffort: boolean;
}

type Adapt = (form: RequestForm, words: string, sent: SentRequest) => RequestForm | undefined;

/**
 * Rules that find in a server's words what it rejects, and return the next form. The words are those of OpenAI (o-series
 * and gpt-5), Azure, Anthropic, Mistral, Gemini, DeepSeek, Groq, OpenRouter, vLLM, llama.cpp, llama-cpp-python,
 * LM Studio and Ollama; tests contain the rejections as these servers send them.
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
/** Words of rejections that no other form can avoid. */
const permanentWords =
  /api.?key|credit|billing|quota|context.?(length|window|size)|too long|(model|deployment)\S* .{0,80}(not found|not exist|does not|unknown|invalid model)|content.?(filter|policy)/i;

/**
 * Returns the form in which to send a request again after a rejection; undefined if no other form helps.
 *
 * Changes the parameter that the rejection names. If a rejection of status 400 or 422 names none, all optional parameters
 * are left out. Rejections of status 404, 500 and 501 count only if they name a parameter: some servers have no better
 * status for them.
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

/** Describes how a form differs from the default form, one sentence per difference. */
export function describeForm(form: RequestForm): string[] {
  const left = [
    ...(form.temperature ? [] : ["the temperature"]),
    ...(form.shape ? [] : ["the JSON schema of the answer"]),
    ...(form.reasoningEffort ? [] : ["the reasoning effort"]),
  ];
  return [
    ...(left.length === 0 ? [] : [`It rejected ${listNames(left)}; requests are sent without.`]),
    ...(form.systemRole ? [] : ["It rejected the system role; the instructions are sent with the data."]),
    ...(form.tokenLimit === "max_tokens"
      ? []
      : ["It rejected max_tokens; the maximum is sent as max_completion_tokens."]),
    ...(form.maxTokens === undefined
      ? []
      : [`It allows at most ${form.maxTokens} tokens for an answer; requests ask for at most that many.`]),
  ];
}

function isTooLarge(words: string): boolean {
  return /too large|maximum context|exceed|less than or equal|valid range|at most|maximum allowed/i.test(
    words,
  );
}

/** Returns the maximum number of tokens that a rejection allows for an answer, if it says so. */
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

/** Minimum number of tokens of an answer. With fewer, no text fits. */
const minAnswerTokens = 100;
