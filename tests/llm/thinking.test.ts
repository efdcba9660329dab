import { describe, expect, it } from "vitest";
import { openLanguageModel } from "../../src/llm/open-language-model.ts";
import { isKnownToThink } from "../../src/llm/thinking-tokens.ts";
import { request } from "./contract.ts";
import { startModelServer } from "./model-server.ts";

const key = "sk-proj-Ab3dEf9hIjK2mNoP4rStUv6x";

/** A model whose server answers with this message. */
async function open(message: object, finish = "stop", usage: object | undefined = {}) {
  const choices = [{ index: 0, finish_reason: finish, message: { role: "assistant", ...message } }];
  const body = { id: "1", object: "chat.completion", created: 0, model: "m", choices, usage };
  const { url } = await startModelServer(() => ({ body }));
  return openLanguageModel("m", { url: `${url}/v1`, keyVariable: "K", environment: { K: key } });
}

describe("the text of a reply", () => {
  it.each([
    ["is the answer without the thoughts", { content: "a", reasoning_content: "hm" }, "stop", "a"],
    [
      "is the arguments of a tool that was called",
      {
        content: null,
        tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: '{"texts":["a"]}' } }],
      },
      "tool_calls",
      '{"texts":["a"]}',
    ],
    [
      "is an answer that was taken for a thought",
      { content: "", reasoning_content: '{"texts":["a"]}' },
      "stop",
      '{"texts":["a"]}',
    ],
    ["is an answer behind thoughts", { content: "", reasoning: 'hm</think>\n["a"]' }, "stop", '["a"]'],
    ["is not a thought in words", { content: "", reasoning_content: "I could write: a" }, "stop", ""],
    ["is not a thought that was cut off", { content: "", reasoning_content: '["a"]' }, "length", ""],
  ])("%s", async (_, message, finish, text) => {
    const model = await open(message, finish);
    expect((await model.complete(request)).text).toBe(text);
  });

  it("holds the key nowhere", async () => {
    const model = await open({
      content: JSON.stringify({ texts: [key, Buffer.from(key).toString("base64")] }),
    });
    expect((await model.complete(request)).text).toBe('{"texts":["***","***"]}');
  });
});

it("a reply reports why it ended and the tokens of thinking", async () => {
  const usage = {
    prompt_tokens: 9,
    completion_tokens: 64,
    completion_tokens_details: { reasoning_tokens: 60 },
  };
  const model = await open({ content: "" }, "length", usage);
  expect(await model.complete(request)).toEqual({
    text: "",
    tokensIn: 9,
    tokensOut: 64,
    tokensThinking: 60,
    finishReason: "length",
    hasThoughts: true,
  });
});

describe("the room for thinking", () => {
  it("grows once, after a reply that ended in the midst of thoughts", async () => {
    const model = await open({ content: "", reasoning_content: "hm" }, "length");
    expect(model.thinkingTokens).toBe(0);
    await model.complete(request);
    expect(model.thinkingTokens).toBe(8192);
    await model.complete(request);
    expect(model.thinkingTokens).toBe(8192);
  });

  it("does not change after a reply without thinking was cut off", async () => {
    const model = await open({ content: '{"texts": ["one' }, "length");
    await model.complete(request);
    expect(model.thinkingTokens).toBe(0);
  });

  it("is added from the start for models that are known to think, except with the effort none", async () => {
    const environment = { OPENAI_API_KEY: "sk-1234" };
    const usual = await openLanguageModel("openai:gpt-5-mini", { environment });
    const told = await openLanguageModel("openai:gpt-5-mini", { environment, reasoningEffort: "none" });
    expect([usual.thinkingTokens, told.thinkingTokens]).toEqual([8192, 0]);
  });
});

it.each([
  "o1",
  "o3-mini",
  "o4-mini-2025-04-16",
  "gpt-5-mini",
  "gpt-5.1",
  "openai/gpt-oss-20b",
  "gpt-oss:20b",
  "deepseek-r1:7b",
  "deepseek-reasoner",
  "qwen3:4b",
  "Qwen/Qwen3-4B-Thinking-2507",
  "qwq:32b",
  "magistral-small",
  "gemini-2.5-flash",
])("%s is known to think", (name) => {
  expect(isKnownToThink(name)).toBe(true);
});

it.each([
  "gpt-4.1-mini",
  "gpt-4o",
  "gpt-5-chat-latest",
  "claude-sonnet-4-5",
  "llama3.2:3b",
  "Qwen3-4B-Instruct-2507",
  "qwen2.5:7b",
  "mistral-small",
  "gemma3:4b",
  "smollm2",
  "my-model",
  "foo1",
])("%s is not", (name) => {
  expect(isKnownToThink(name)).toBe(false);
});

describe("token counts that are none", () => {
  const choices = [
    { index: 0, finish_reason: "stop", message: { role: "assistant", content: "NaN, Infinity" } },
  ];
  const reply = { id: "1", object: "chat.completion", created: 0, model: "m", choices };
  it.each([
    ["NaN", '{"prompt_tokens":NaN,"completion_tokens":NaN,"x":[Infinity,-Infinity]}'],
    ["strings", '{"prompt_tokens":"12","completion_tokens":"many"}'],
    ["objects", '{"prompt_tokens":{"a":"b"},"completion_tokens":3}'],
    ["a list", '["12"]'],
    ["a string", '"many"'],
    ["null", "null"],
  ])("(%s) do not cost the reply", async (_, usage) => {
    const body = JSON.stringify({ ...reply, usage: 0 }).replace('"usage":0', `"usage":${usage}`);
    const { url } = await startModelServer(() => ({ body }));
    const model = await openLanguageModel("m", { url: `${url}/v1` });
    expect((await model.complete(request)).text).toBe("NaN, Infinity");
  });
});

it("a failure within an answer of status 200 is a failure", async () => {
  const { url } = await startModelServer(() => ({ body: { error: { code: 429, message: "Slow down" } } }));
  const model = await openLanguageModel("m", { url: `${url}/v1` });
  await expect(model.complete(request)).rejects.toMatchObject({ error: { status: 429 } });
});

it("a redirect to another origin ends a call with both origins, and sends nothing there", async () => {
  const other = await startModelServer(() => ({ body: {} }));
  const named = await startModelServer(() => ({
    status: 307,
    headers: { location: `${other.url}/v1/chat/completions?key=${key}` },
    body: "",
  }));
  const model = await openLanguageModel("m", {
    url: `${named.url}/v1`,
    keyVariable: "K",
    environment: { K: key },
  });
  await expect(model.complete(request)).rejects.toThrow(
    `m at ${named.url}/v1 redirects to ${other.url}, which is another origin. Nothing was sent there. If you trust that address, name it with the option url (--llm-url).`,
  );
  expect(other.seen).toEqual([]);
});
