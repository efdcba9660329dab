import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type LocalServer, startLocalServer } from "../encoder/local-server.ts";
import { classWords, startGenerationServer } from "./generation-server.ts";
import { contents, emptyFolder, pilesort } from "./processes.ts";

const classes = [
  "--class",
  "refund: The customer wants money back, was charged twice, or returns an order.",
  "praise: The customer is happy, says thanks, or recommends the shop.",
];

let server: LocalServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Calls {
  readonly requests: string[];
  readonly keys: (string | undefined)[];
}

/** Starts a server that replies with four texts, or with the status that `fail` returns for a class. */
async function writer(fail: (name: string) => number = () => 200): Promise<Calls & { readonly url: string }> {
  const calls: Calls = { requests: [], keys: [] };
  server = await startLocalServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      calls.requests.push(body);
      calls.keys.push(request.headers.authorization);
      const { model, messages } = JSON.parse(body);
      const { name } = JSON.parse(messages.at(-1).content).class;
      const status = fail(name);
      response.writeHead(status, { "content-type": "application/json" });
      if (status !== 200) {
        const message = `Refused, the key was ${request.headers.authorization}`;
        response.end(JSON.stringify({ error: { message } }));
        return;
      }
      const texts = ["one", "two", "three", "four"].map(
        (word, i) => `${name} ${word} ${calls.requests.length * 10 + i} please`,
      );
      const message = { role: "assistant", content: JSON.stringify({ texts }) };
      const choices = [{ index: 0, finish_reason: "stop", message }];
      const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };
      response.end(JSON.stringify({ id: "1", object: "chat.completion", created: 1, model, choices, usage }));
    });
  });
  return { ...calls, url: `${server.url}/v1` };
}

const small = ["--examples", "4", "--examples-per-call", "4"];

describe("a plan", () => {
  it("counts calls, tokens and cost, sends nothing and writes no file", async () => {
    const home = emptyFolder();
    const { status, stdout, stderr } = await pilesort(
      ["plan", ...classes, "--price-in", "1", "--price-out", "2"],
      home,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^each class +4 calls +[\d,]+ tokens in +[\d,]+ tokens out +about .* s +cost 0/);
    expect(stdout).toMatch(/\nreplacements of dropped texts, up to +8 calls /);
    expect(stdout).toContain("Dropped texts are replaced only if a class has clearly too few examples.");
    expect(stdout).toContain("The language model would see none of your examples.");
    expect(contents(home)).toEqual([]);
  });

  it("counts the examples that the language model would see", async () => {
    const words = ["plan", ...classes, "--train", "refund: charged twice", "refund: money back"];
    const { stdout } = await pilesort([...words, "--json"], emptyFolder());
    expect(JSON.parse(stdout)).toMatchObject({ rowsShown: 2, classes: { calls: 4 } });
    const none = await pilesort([...words, "--share-examples", "0", "--json"], emptyFolder());
    expect(JSON.parse(none.stdout)).toMatchObject({ rowsShown: 0 });
  });
});

describe("a training with a language model", () => {
  it("generates piles, trains on them, and makes no call the second time", async () => {
    const home = emptyFolder();
    const { url, requests } = await writer();
    const words = ["train", ...classes, "--llm", "m", "--llm-url", url, ...small];
    const first = await pilesort(words, home);
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/^m at .* generated \d+ examples/);
    expect(first.stdout).toMatch(
      /Trained 2 classes from \d+ description snippets and \d+ generated examples/,
    );
    const asked = requests.length;
    expect(asked).toBeGreaterThanOrEqual(4);
    const second = await pilesort(words, home);
    expect(second.status).toBe(0);
    expect(requests.length).toBe(asked);
    const piles = join(home, "models/my_model.piles");
    expect(readdirSync(piles).sort()).toEqual(
      ["dropped.jsonl", "none.jsonl", "piles.jsonl", "piles.sha256", "replies.jsonl"].sort(),
    );
    const given = ["--generated", join(piles, "piles.jsonl"), "--none", join(piles, "none.jsonl")];
    const again = await pilesort(["train", ...classes, ...given, "--save", "models/other"], home);
    expect(again.status).toBe(0);
  });

  it("stops at a cap, trains on the examples so far, and names the classes with too few examples", async () => {
    const home = emptyFolder();
    const { url, requests } = await writer();
    const words = ["train", ...classes, "--llm", "m", "--llm-url", url, ...small, "--max-calls", "1"];
    const { status, stderr } = await pilesort(words, home);
    expect(status).toBe(0);
    expect(requests).toHaveLength(1);
    expect(stderr).toContain(
      'Warning: 1 class has too few examples (the cap --max-calls was reached): "praise" 0 of 4.',
    );
  });

  it("ends with the name of a class without generated examples, or trains with --keep-going", async () => {
    const home = emptyFolder();
    const { url } = await writer((name) => (name === "praise" ? 400 : 200));
    const words = ["train", ...classes, "--llm", "m", "--llm-url", url, ...small];
    const failed = await pilesort(words, home);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('No examples could be generated for "praise"');
    expect(readFileSync(join(home, "models/my_model.piles/piles.jsonl"), "utf8")).toContain("refund one");
    const kept = await pilesort([...words, "--keep-going"], home);
    expect(kept.status).toBe(0);
  });

  it("never prints or saves a key, even if the server repeats it", async () => {
    const home = emptyFolder();
    const { url, keys } = await writer(() => 401);
    const words = ["train", ...classes, "--llm", "m", "--llm-url", url, "--llm-key-env", "MY_KEY"];
    const { status, stdout, stderr } = await pilesort([...words, "-v"], home, "", {
      MY_KEY: "sk-secret-123",
    });
    expect(status).toBe(1);
    expect(keys).toContain("Bearer sk-secret-123");
    expect(stdout + stderr).not.toContain("sk-secret-123");
    expect(stderr).toContain("MY_KEY");
    for (const file of contents(home).filter((name) => name.endsWith("l"))) {
      expect(readFileSync(join(home, file), "utf8")).not.toContain("sk-secret-123");
    }
  });
});

describe("replies without a usable example", () => {
  it.each(["", "<html><head><title>502</title></head><body>Bad gateway</body></html>"])(
    "are named with their line, and the same command repeats the calls after the server is fixed: %j",
    async (content) => {
      const home = emptyFolder();
      let isBroken = true;
      const choices = [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }];
      const body = { id: "1", object: "chat.completion", created: 0, model: "m", choices };
      const { url, seen } = await startGenerationServer(() => (isBroken ? { body } : undefined));
      const words = ["train", ...classWords, "--llm", "m", "--llm-url", `${url}/v1`, ...small];
      const broken = await pilesort(words, home);
      expect(broken.status).toBe(1);
      expect(broken.stderr).toMatch(/my_model\.piles\/replies\.jsonl, lines? \d/);
      expect(broken.stderr).toContain("--fresh");
      const made = seen.length;
      isBroken = false;
      expect((await pilesort(words, home)).status).toBe(0);
      expect(seen.length).toBeGreaterThanOrEqual(2 * made);
      const repaired = seen.length;
      expect((await pilesort(words, home)).status).toBe(0);
      expect(seen).toHaveLength(repaired);
    },
  );
});

describe("an invalid option about a language model gets one sentence and exit status 2", () => {
  it.each([
    [["--llm", "openai:m"], /^No key for openai:m: set OPENAI_API_KEY.*--llm-key-env/],
    [["--llm", "nobody"], /--llm.*--llm-url/],
    [["--llm", "gguf:missing.gguf"], /missing\.gguf/],
    [["--max-calls", "3"], /^The option --max-calls needs a language model; name one with --llm/],
    [["--llm", "ollama:m", "--max-cost", "1"], /^The option --max-cost needs --price-in and --price-out/],
    [["--llm", "ollama:m", "--price-in", "1"], /^Give both --price-in and --price-out/],
    [["--llm", "ollama:m", "--examples", "0"], /^The option --examples must be a whole number, 1 or more/],
  ])("%j", async (words, sentence) => {
    const home = emptyFolder();
    const { status, stderr } = await pilesort(["train", ...classes, ...words], home, "", {
      OPENAI_API_KEY: "",
    });
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(status).toBe(2);
    expect(contents(home)).toEqual([]);
  });
});
