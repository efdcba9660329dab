import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type SeenRequest, type ServerReply, startModelServer } from "../llm/model-server.ts";
import { classWords, startGenerationServer } from "./generation-server.ts";
import { emptyFolder, pilesort } from "./processes.ts";

const key = "sk-proj-Ab3dEf9hIjK2mNoP4rStUv6x";

function reply(message: object, finish = "stop", usage: object = {}): ServerReply {
  const choices = [{ index: 0, finish_reason: finish, message: { role: "assistant", ...message } }];
  return { body: { id: "1", object: "chat.completion", created: 0, model: "m", choices, usage } };
}

const train = (url: string, ...more: string[]) => {
  const home = emptyFolder();
  const words = [
    "train",
    "--llm",
    "m",
    "--llm-url",
    `${url}/v1`,
    "--llm-key-env",
    "MY_KEY",
    ...classWords,
    ...more,
  ];
  return { home, finished: pilesort(words, home, "", { MY_KEY: key }) };
};

describe("a language model that spends all its tokens on reasoning", () => {
  const used = {
    prompt_tokens: 400,
    completion_tokens: 900,
    completion_tokens_details: { reasoning_tokens: 900 },
  };

  it("ends the command with status 1 after a few calls, and the message names the flags", async () => {
    const { url, seen } = await startModelServer(() => reply({ content: "" }, "length", used));
    const { finished, home } = train(url, "--max-output-tokens", "900");
    const { status, stdout, stderr } = await finished;
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(
      'returned no usable text in its first 4 replies: the last one ended at the maximum of 900 tokens (finish reason "length"), 900 of them spent on thinking. Allow longer replies with --max-output-tokens, or have it think less with --reasoning-effort low.',
    );
    expect(seen.length).toBeLessThanOrEqual(4);
    expect(seen.map(({ body }) => body.max_tokens)).toEqual(seen.map(() => 900));
    expect(readdirSync(home)).not.toContain("models/my_model");
  });

  it("trains from the descriptions with --keep-going, and gives the reason", async () => {
    const { url, seen } = await startModelServer(() => reply({ content: "" }, "length", used));
    const { status, stdout, stderr } = await train(url, "--keep-going").finished;
    expect(status).toBe(0);
    expect(stdout).toContain("Trained");
    expect(stderr).toContain("spent on thinking");
    expect(seen.length).toBeLessThanOrEqual(8);
  });
});

it("a server that reports no tokens does not get more calls than the cap on tokens allows", async () => {
  const usage = { prompt_tokens: -1000, completion_tokens: 0 };
  const { url, seen } = await startGenerationServer((request) => writtenWithUsage(request, usage));
  const words = ["generate", "--llm", "m", "--llm-url", `${url}/v1`, ...classWords, "--max-tokens", "3500"];
  const { status, stderr } = await pilesort(words, emptyFolder());
  expect(status).toBe(0);
  expect(stderr).toContain("the cap --max-tokens was reached");
  expect(seen.length).toBeLessThanOrEqual(3);
});

it("a key that a server repeats appears in no file and no output", async () => {
  const parts = [key, key.slice(0, 15), Buffer.from(key).toString("base64"), `${key.slice(3)} and so on`];
  const texts = Array.from({ length: 12 }, (_, i) => `Text ${i} about my parcel: ${parts[i % parts.length]}`);
  const { url } = await startModelServer((_, i) =>
    i % 3 === 2
      ? { status: 400, body: { error: { message: `Rejected: ${parts.join(" ")}` } } }
      : reply({ content: JSON.stringify({ texts }) }),
  );
  const { home, finished } = train(url, "--verbose", "--keep-going");
  const { stdout, stderr } = await finished;
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const written = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
  expect(files.map(({ name }) => name)).toContain("replies.jsonl");
  for (const text of [stdout, stderr, ...written]) {
    for (const part of parts) expect(text).not.toContain(part.slice(0, 15));
  }
});

it("a server that rejects parameters is called without them, and the command says so", async () => {
  const { url, seen } = await startGenerationServer(({ body }) =>
    "max_tokens" in body || "temperature" in body
      ? {
          status: 400,
          body: {
            error: {
              message: `Unsupported parameter: '${"max_tokens" in body ? "max_tokens" : "temperature"}'`,
            },
          },
        }
      : undefined,
  );
  const words = ["generate", "--llm", "m", "--llm-url", `${url}/v1`, ...classWords];
  const { status, stderr } = await pilesort(words, emptyFolder());
  expect(status).toBe(0);
  expect(stderr).toContain("it rejected the temperature; requests are sent without.");
  expect(stderr).toContain("it rejected max_tokens; the maximum is sent as max_completion_tokens.");
  expect(seen.filter(({ body }) => "max_tokens" in body).length).toBeLessThanOrEqual(4);
});

/** Returns a reply with distinct texts and these token counts. */
function writtenWithUsage(request: SeenRequest, usage: object): ServerReply {
  const { messages } = request.body as { readonly messages: readonly { readonly content: string }[] };
  const [, count] = /Write (\d+) texts/.exec(messages[0].content) ?? [];
  const texts = Array.from(
    { length: Number(count) },
    (_, i) => `${messages[1].content.length} is number ${i}, isn't it?`,
  );
  return reply({ content: JSON.stringify({ texts }) }, "stop", usage);
}
