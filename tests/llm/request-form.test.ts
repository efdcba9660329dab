import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fromAiSdk } from "../../src/llm/ai-sdk-language-model.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { openLanguageModel } from "../../src/llm/open-language-model.ts";
import { defaultForm, describeForm, formAfter, type RequestForm } from "../../src/llm/request-form.ts";
import { request } from "./contract.ts";
import { type SeenRequest, type ServerReply, startModelServer } from "./model-server.ts";
import { wires } from "./providers.ts";

const path = join(import.meta.dirname, "fixtures", "refusals.json");
const refusals: [string, number, keyof RequestForm, object][] = JSON.parse(
  readFileSync(path, "utf8"),
).refusals;
const sent = { maximumTokens: 32768, hasReasoningEffort: true };

const chat = wires[3];
const okay = chat.reply({ text: "a" });
const refuse = (message: string): ServerReply => chat.failure(400, message);

type Body = Readonly<Record<string, unknown>> & { readonly messages: readonly { readonly role: string }[] };
const bodyOf = ({ body }: SeenRequest) => body as Body;

async function open(answer: (body: Body, i: number) => ServerReply, more: object = {}) {
  const { url, seen } = await startModelServer((each, i) => answer(bodyOf(each), i));
  const model = await openLanguageModel("m", { url: `${url}/v1`, ...more });
  return { model, seen: () => seen.map(bodyOf) };
}

describe("a rejection", () => {
  it.each(refusals)("of %s (%i) changes %s alone", (_, status, name, body) => {
    const words = JSON.stringify(body).replaceAll("\\", "");
    const next = formAfter(defaultForm, { status, words }, sent);
    const changed = Object.keys(next ?? {}).filter(
      (each) => next?.[each as keyof RequestForm] !== defaultForm[each as keyof RequestForm],
    );
    expect(changed).toEqual([name]);
  });

  it.each([
    "This model's maximum context length is 2048 tokens. However, you requested 3039 tokens (3031 in the messages, 8 in the completion).",
    "Your credit balance is too low to access the API.",
    "API key not valid. Please pass a valid API key.",
    "The model `x` does not exist or you do not have access to it.",
  ])("that no other form helps is not answered by one: %s", (words) => {
    expect(
      formAfter(defaultForm, { status: 400, words }, { maximumTokens: 8, hasReasoningEffort: false }),
    ).toBeUndefined();
  });

  it.each([401, 403, 429, 503])("of status %i is not about a parameter", (status) => {
    expect(formAfter(defaultForm, { status, words: "temperature" }, sent)).toBeUndefined();
  });

  it("is described in sentences", () => {
    const form: RequestForm = {
      temperature: false,
      shape: false,
      reasoningEffort: true,
      systemRole: false,
      tokenLimit: "max_completion_tokens",
      maxTokens: 1024,
    };
    expect(describeForm(defaultForm)).toEqual([]);
    expect(describeForm(form)).toEqual([
      "It rejected the temperature and the JSON schema of the answer; requests are sent without.",
      "It rejected the system role; the instructions are sent with the data.",
      "It rejected max_tokens; the maximum is sent as max_completion_tokens.",
      "It allows at most 1024 tokens for an answer; requests ask for at most that many.",
    ]);
  });
});

/** Rejects one parameter after the other, as the o-series and gpt-5 do. */
function strict(body: Body): ServerReply {
  if ("max_tokens" in body)
    return refuse("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.");
  if ("temperature" in body) return refuse("Unsupported value: 'temperature' does not support 0.5.");
  if (body.messages[0].role === "system") return refuse("System role not supported");
  if ("response_format" in body) return refuse("This response_format type is unavailable now");
  if ("reasoning_effort" in body) return refuse("Unrecognized request argument supplied: reasoning_effort");
  return okay;
}

describe("a server that rejects parameters", () => {
  it("is called in other forms until it answers, and then always in that form", async () => {
    const { model, seen } = await open(strict, { reasoningEffort: "low" });
    expect((await model.complete(request)).text).toBe("a");
    expect(seen()).toHaveLength(6);
    expect(Object.keys(seen()[5]).sort()).toEqual(["max_completion_tokens", "messages", "model"]);
    expect(seen()[5]).toMatchObject({
      max_completion_tokens: request.maximumTokens,
      messages: [{ role: "user", content: `${request.instructions}\n\n${request.data}` }],
    });
    await model.complete(request);
    expect(seen()).toHaveLength(7);
    expect(model.adaptations).toHaveLength(3);
  });

  it("is called by many requests at a time, and only one of them looks for the form", async () => {
    const { model, seen } = await open(strict);
    const replies = await Promise.all(Array.from({ length: 16 }, () => model.complete(request)));
    expect(replies.map(({ text }) => text)).toEqual(Array(16).fill("a"));
    const refused = seen().filter((body) => strict(body) !== okay);
    // The first request of each was sent before the form was known.
    expect(refused).toHaveLength(16 + 3);
    expect(seen()).toHaveLength(16 + 3 + 16);
  });

  it("is called again only if the caller allows another call", async () => {
    const { model, seen } = await open(strict);
    let allowed = 1;
    const failed = model.complete({ ...request, mayAskAgain: () => allowed-- > 0 });
    await expect(failed).rejects.toThrow("answered 400: Unsupported value: 'temperature'");
    expect(seen()).toHaveLength(2);
  });

  it("that allows fewer tokens is sent a lower maximum", async () => {
    const { model, seen } = await open(({ max_tokens }) =>
      Number(max_tokens) > 50
        ? refuse(`max_tokens is too large: ${max_tokens}. This model supports at most 50 completion tokens.`)
        : okay,
    );
    await model.complete(request);
    await model.complete({ ...request, maximumTokens: 40 });
    expect(seen().map(({ max_tokens }) => max_tokens)).toEqual([64, 50, 40]);
  });

  it("is sent the reasoning effort and other options of its provider", async () => {
    const { model, seen } = await open(() => okay, {
      reasoningEffort: "minimal",
      providerOptions: { chat_template_kwargs: { enable_thinking: false } },
    });
    await model.complete(request);
    expect(seen()[0]).toMatchObject({
      reasoning_effort: "minimal",
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it("of Anthropic is sent the effort by its own name", async () => {
    const wire = wires[1];
    const { url, seen } = await startModelServer(() => wire.reply({ text: "a" }));
    const environment = { K: "sk-ant-1234" };
    const options = { url: `${url}/v1`, keyVariable: "K", environment, reasoningEffort: "low" } as const;
    await (await openLanguageModel(wire.name, options)).complete(request);
    expect(JSON.stringify(seen[0].body)).toContain('"effort":"low"');
  });

  it("cannot be given an effort that there is not", () => {
    const model = { doGenerate: async () => ({}) } as unknown as Parameters<typeof fromAiSdk>[0];
    expect(() => fromAiSdk(model, { reasoningEffort: "much" as LanguageModel["name"] as "low" })).toThrow(
      'The option reasoningEffort (--reasoning-effort) must be one of none, minimal, low, medium, high, xhigh; got "much".',
    );
  });
});
