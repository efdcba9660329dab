import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { type OpenLanguageModelOptions, openLanguageModel } from "../../src/llm/open-language-model.ts";
import { request } from "./contract.ts";
import { wires } from "./providers.ts";

interface Sent {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Opens a model, calls it once, and returns what it would have sent. */
async function sentBy(name: string, options: OpenLanguageModelOptions): Promise<Sent> {
  const sent: Sent[] = [];
  const wire = wires[name.startsWith("anthropic:") ? 1 : 0];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    sent.push({
      url: String(url),
      headers: new Headers(init?.headers),
      body: JSON.parse(String(init?.body)),
    });
    return Response.json(wire.reply({ text: "a" }).body);
  };
  const model = await openLanguageModel(name, { environment: {}, ...options, fetch });
  expect((await model.complete(request)).text).toBe("a");
  expect(sent).toHaveLength(1);
  return sent[0];
}

const environment = { OPENAI_API_KEY: "sk-openai", ANTHROPIC_API_KEY: "sk-anthropic", MY_KEY: "sk-mine" };

describe("a language model's name", () => {
  it.each([
    ["openai:gpt-5-mini", {}, "https://api.openai.com/v1/chat/completions"],
    ["anthropic:claude-haiku-4-5", {}, "https://api.anthropic.com/v1/messages"],
    ["ollama:qwen3:4b", {}, "http://127.0.0.1:11434/v1/chat/completions"],
    ["ollama:qwen3", { url: "http://box:11434" }, "http://box:11434/v1/chat/completions"],
    ["ollama:qwen3", { url: "http://box/api/v1/" }, "http://box/api/v1/chat/completions"],
    ["qwen2.5:7b", { url: "http://box:8080/v1" }, "http://box:8080/v1/chat/completions"],
    ["org/model", { url: "http://box:8080/v1//" }, "http://box:8080/v1/chat/completions"],
    ["openai:gpt-x", { url: "https://proxy/v1", keyVariable: "MY_KEY" }, "https://proxy/v1/chat/completions"],
    ["anthropic:x", { url: "https://proxy/v1", keyVariable: "MY_KEY" }, "https://proxy/v1/messages"],
  ])("%s with %o is called at %s", async (name, options, address) => {
    expect((await sentBy(name, { environment, ...options })).url).toBe(address);
  });

  it.each([
    ["0.0.0.0", "http://127.0.0.1:11434/v1"],
    ["0.0.0.0:8000", "http://127.0.0.1:8000/v1"],
    ["box", "http://box:11434/v1"],
    [" box:80 ", "http://box/v1"],
    ["[::]:9", "http://[::1]:9/v1"],
    ["https://box/v1/", "https://box/v1"],
    ["http://box:9/", "http://box:9/v1"],
    ["https://box", "https://box/v1"],
    ["https://box/ollama", "https://box/ollama/v1"],
    ["", "http://127.0.0.1:11434/v1"],
  ])("ollama with OLLAMA_HOST %j is called at %s", async (OLLAMA_HOST, address) => {
    const { url } = await sentBy("ollama:qwen3", { environment: { OLLAMA_HOST } });
    expect(url).toBe(`${address}/chat/completions`);
  });

  it("is shown with its address if that is not the provider's, but without path and query", async () => {
    const names = [
      await openLanguageModel("openai:gpt-5-mini", { environment }),
      await openLanguageModel("qwen", { environment, url: "http://box:8080/v1/" }),
    ].map((model) => JSON.stringify(model));
    expect(names).toEqual([
      '{"name":"openai:gpt-5-mini"}',
      '{"name":"qwen at http://box:8080/v1","usualSeconds":600}',
    ]);
  });

  it.each([
    ["", {}, /^The option llm \(--llm\) must be openai:NAME, .* or gguf:PATH, .*; got ""\.$/],
    ["gpt-5-mini", {}, /or any name together with the option url \(--llm-url\); got "gpt-5-mini"/],
    ["mistral:large", {}, /got "mistral:large"/],
    ["constructor:x", {}, /got "constructor:x"/],
    ["openai:", {}, /must be openai:NAME; got "openai:"/],
    ["gguf:", {}, /must be gguf:PATH; got "gguf:"/],
    ["gguf:a", { url: "http://box" }, /has no address and no key: leave out the option url/],
    ["gguf:a", { keyVariable: "MY_KEY" }, /leave out the option keyVariable/],
    ["x", { url: "box:8080" }, /^The option url \(--llm-url\) must be an http or https address/],
    ["x", { url: "" }, /must be an http or https address/],
    ["x", { url: "file:///etc/passwd" }, /must be an http or https address/],
    ["x", { url: "http://box/v1?key=secret" }, /must not contain "\?" or "#"/],
    ["ollama:x", { environment: { OLLAMA_HOST: "ftp://box" } }, /^The environment variable OLLAMA_HOST must/],
  ])("%j with %o is rejected with one sentence", async (name, options, words) => {
    const opening = openLanguageModel(name, { environment, ...options });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(words);
  });

  it.each(["http://user:hunter2@box/v1", "http://hunter2@box/v1", "http://:hunter2@box/v1"])(
    "at the address %s is rejected without showing the password",
    async (url) => {
      const message = await openLanguageModel("x", { url }).catch((error: Error) => error.message);
      expect(message).toMatch(/^The option url \(--llm-url\) must not contain a user name or password/);
      expect(message).not.toContain("hunter2");
    },
  );
});

describe("a language model's key", () => {
  it.each([
    ["openai:gpt-5-mini", {}, "authorization", "Bearer sk-openai"],
    ["openai:gpt-5-mini", { keyVariable: "MY_KEY" }, "authorization", "Bearer sk-mine"],
    ["anthropic:claude-haiku-4-5", {}, "x-api-key", "sk-anthropic"],
    ["qwen", { url: "http://box/v1", keyVariable: "MY_KEY" }, "authorization", "Bearer sk-mine"],
    ["qwen", { url: "http://box/v1" }, "authorization", null],
    ["ollama:qwen", {}, "authorization", null],
  ])("for %s with %o is sent as %s %s", async (name, options, header, value) => {
    expect((await sentBy(name, { environment, ...options })).headers.get(header)).toBe(value);
  });

  it("that is missing gives one sentence about what to set", async () => {
    await expect(openLanguageModel("openai:gpt-5-mini", { environment: {} })).rejects.toThrow(
      new InputError(
        "No key for openai:gpt-5-mini: set OPENAI_API_KEY, or name another variable with the option keyVariable (--llm-key-env); without --llm pilesort trains from the descriptions alone.",
      ),
    );
  });

  it.each([
    ["openai:x", { environment: { OPENAI_API_KEY: " " } }, /set OPENAI_API_KEY/],
    ["openai:x", { keyVariable: "MY_OTHER_KEY" }, /set MY_OTHER_KEY/],
    ["openai:x", { url: "https://proxy/v1" }, /OPENAI_API_KEY is sent to the provider's own address only/],
    ["anthropic:x", { url: "https://proxy/v1" }, /ANTHROPIC_API_KEY is sent to the provider's own address/],
    ["x", { url: "http://box", keyVariable: "NONE" }, /No key for x at http:\/\/box: set NONE/],
  ])("for %s with %o is missing", async (name, options, words) => {
    const opening = openLanguageModel(name, { environment, ...options });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(words);
  });

  it("given in the place of its variable's name is never shown", async () => {
    for (const keyVariable of ["sk-proj-abc123", "d41d8cd98f00b204e980", ""]) {
      const message = await openLanguageModel("openai:x", { keyVariable, environment }).catch(String);
      expect(message).toContain("must be the name of an environment variable");
      if (keyVariable !== "") expect(message).not.toContain(keyVariable);
    }
  });

  it("that is invalid in a header is rejected and never shown", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("\n", " ", "é", "\u0000", "…"), async (mark) => {
        const key = `sk-hunter${mark}2`;
        const opening = openLanguageModel("openai:x", { environment: { OPENAI_API_KEY: key } });
        const message = await opening.catch(String);
        expect(message).toContain("The key in OPENAI_API_KEY contains");
        expect(message).not.toContain("hunter");
      }),
    );
  });

  it("may have white space around it in its variable", async () => {
    const { headers } = await sentBy("openai:x", { environment: { OPENAI_API_KEY: "sk-openai\n" } });
    expect(headers.get("authorization")).toBe("Bearer sk-openai");
  });
});

it("OpenAI's reasoning models are sent the limit under its newer name, and no temperature", async () => {
  const { body } = await sentBy("openai:gpt-5-mini", { environment });
  expect(body).toMatchObject({ max_completion_tokens: request.maximumTokens });
  expect(body).not.toHaveProperty("temperature");
  expect(body).not.toHaveProperty("max_tokens");
});
