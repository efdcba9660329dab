import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { classWords, startGenerationServer } from "./generation-server.ts";
import { contents, emptyFolder, pilesort } from "./processes.ts";

const amount = ["--examples", "6", "--examples-per-call", "3"];

function generating(model: string, url: string, ...more: string[]): string[] {
  return ["generate", "--llm", model, "--llm-url", url, ...classWords, ...amount, ...more];
}

describe("generate --fresh", () => {
  it("repeats all calls, and renames the replies of earlier runs", async () => {
    const folder = emptyFolder();
    const { url, seen } = await startGenerationServer(() => undefined);
    const first = await pilesort(generating("m", url), folder);
    expect(first.status).toBe(0);
    const asked = seen.length;
    const replies = readFileSync(join(folder, "piles/replies.jsonl"), "utf8");
    const piles = readFileSync(join(folder, "piles/piles.jsonl"), "utf8");

    const again = await pilesort(generating("m", url), folder);
    expect(again.stdout).toContain(`${asked} calls (${asked} reused from an earlier run),`);
    expect(seen).toHaveLength(asked);

    const fresh = await pilesort(generating("m", url, "--fresh"), folder);
    expect(fresh.status).toBe(0);
    expect(fresh.stdout).toMatch(/\n\d+ calls, [\d,]+ tokens in/);
    const bodies = seen.map(({ body }) => JSON.stringify(body));
    expect(bodies.slice(asked)).toEqual(expect.arrayContaining(bodies.slice(0, 4)));
    expect(readFileSync(join(folder, "piles/replies-1.jsonl"), "utf8")).toBe(replies);
    expect(readFileSync(join(folder, "piles/piles.jsonl"), "utf8")).not.toBe(piles);
    expect(readdirSync(join(folder, "piles"))).not.toContain("replies.lock");
  });
});

describe("a provider name with --llm-url", () => {
  it.each([
    ["openai:m", "OPENAI_API_KEY"],
    ["anthropic:m", "ANTHROPIC_API_KEY"],
  ])(
    "does not send the usual key of %s to another address, and names the flag for another key",
    async (model, variable) => {
      const folder = emptyFolder();
      const { url, seen } = await startGenerationServer(() => undefined);
      const { status, stderr } = await pilesort(generating(model, url), folder, "", {
        [variable]: "sk-usual",
      });
      expect(status).toBe(2);
      expect(stderr).toBe(
        `No key for ${model} at ${url}: name the environment variable that holds it with --llm-key-env; ${variable} is sent to the provider's own address only.\n`,
      );
      expect(seen).toEqual([]);
      expect(contents(folder)).toEqual([]);
    },
  );

  it("calls that address with the key that --llm-key-env names", async () => {
    const { url, seen } = await startGenerationServer(() => undefined);
    const words = generating("openai:m", `${url}/v1`, "--llm-key-env", "MY_KEY");
    const variables = { MY_KEY: "sk-own", OPENAI_API_KEY: "sk-usual" };
    const { status, stdout } = await pilesort(words, emptyFolder(), "", variables);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^openai:m at http:\S+\/v1 generated \d+ examples/);
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(["/v1/chat/completions"]));
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set(["Bearer sk-own"]));
  });

  it("uses the protocol of the provider there, and names the key that was rejected", async () => {
    const { url, seen } = await startGenerationServer(() => ({
      status: 401,
      body: { type: "error", error: { type: "authentication_error", message: "invalid x-api-key" } },
    }));
    const words = generating("anthropic:m", `${url}/v1`, "--llm-key-env", "MY_KEY");
    const { status, stderr } = await pilesort(words, emptyFolder(), "", { MY_KEY: "sk-own" });
    expect(status).toBe(1);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe(
      `anthropic:m at ${url}/v1 answered 401 (the key is missing or not accepted): invalid x-api-key. Look at the key in MY_KEY or name another variable with --llm-key-env; without --llm pilesort trains from the descriptions alone.`,
    );
    expect(seen[0]).toMatchObject({ path: "/v1/messages", headers: { "x-api-key": "sk-own" } });
  });

  it("needs no key for ollama, and completes its bare address", async () => {
    const { url, seen } = await startGenerationServer(() => undefined);
    const { status, stdout } = await pilesort(generating("ollama:m", url), emptyFolder());
    expect(status).toBe(0);
    expect(stdout).toContain(`ollama:m at ${url}/v1 generated `);
    expect(seen[0]).toMatchObject({ path: "/v1/chat/completions" });
    expect(seen[0].headers).not.toHaveProperty("authorization");
  });
});

it("a model trained with --llm classifies without the language model, and recognizes out-of-scope texts", async () => {
  const folder = emptyFolder();
  const { url, seen } = await startGenerationServer(() => undefined);
  const train = ["train", "--llm", "m", "--llm-url", url, ...classWords, ...amount, "--save", "model"];
  expect((await pilesort(train, folder)).status).toBe(0);
  const asked = seen.length;
  const texts = ["you charged me for the same invoice two times", "the courier left my package in the rain"];
  const words = [
    "classify",
    "--load",
    "model",
    "--json",
    "--none",
    ...texts,
    "a violin concert in the mountains",
  ];
  const { status, stdout, stderr } = await pilesort(words, folder);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const answers = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers.map(({ prediction }) => prediction)).toEqual(["refund", "delivery", null]);
  expect(answers[2].outcome).toBe("none");
  expect(seen).toHaveLength(asked);
});
