import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { train } from "../../src/index.ts";

const main = resolve(import.meta.dirname, "../../dist/cli/main.js");
const folder = mkdtempSync(join(tmpdir(), "pilesort-serve-"));

beforeAll(async () => {
  const classifier = await train({ classes: { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." } });
  await classifier.save(join(folder, "pets"));
  await classifier.dispose();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the built command until it ends. @param onStart is called with the address once the server listens */
async function serve(
  words: readonly string[],
  onStart: (url: string) => Promise<void> = async () => {},
  env = {},
) {
  const child = spawn(process.execPath, [main, "serve", ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  let [stdout, stderr, isStarted] = ["", "", false];
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
    const [, url] = /on (http:\S+)/.exec(stderr) ?? [];
    if (url === undefined || isStarted) return;
    isStarted = true;
    void onStart(url).finally(() => child.kill("SIGTERM"));
  });
  const status = await new Promise<number | null>((done) => child.once("exit", done));
  return { status, stdout, stderr };
}

describe("pilesort serve", () => {
  it("serves models, logs requests without texts, and ends well when it is stopped", async () => {
    let reply: unknown;
    const found = await serve(["--model", "pets", "--port", "0"], async (url) => {
      const body = JSON.stringify({ text: "it purrs secretly" });
      const headers = { "Content-Type": "application/json" };
      reply = await (await fetch(`${url}/v1/models/pets/classify`, { method: "POST", body, headers })).json();
    });
    expect(reply).toMatchObject({ model: "pets", answer: { prediction: "cat" } });
    const entries = found.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(entries).toMatchObject([
      { level: "info", method: "POST", route: "/v1/models/:name/classify", status: 200 },
    ]);
    expect(found.stdout).not.toContain("secret");
    expect(found.stderr).toContain("Serving 1 model on http://127.0.0.1:");
    expect(found.stderr).toContain("Stopping after the requests in progress.");
    expect(found.status).toBe(0);
  });

  it("takes its token from a file or the environment, and shows it nowhere", async () => {
    const token = "0123456789abcdef-secret";
    writeFileSync(join(folder, "token.txt"), `${token}\n`);
    const statuses: number[] = [];
    const ask = async (url: string) => {
      for (const headers of [new Headers(), new Headers({ Authorization: `Bearer ${token}` })])
        statuses.push((await fetch(`${url}/v1/models`, { headers })).status);
    };
    const fromFile = await serve(["--model", "a=pets", "--port", "0", "--token-file", "token.txt"], ask);
    const fromEnvironment = await serve(["--model", "a=pets", "--port", "0", "--quiet"], ask, {
      PILESORT_TOKEN: token,
    });
    expect(statuses).toEqual([401, 200, 401, 200]);
    for (const { stdout, stderr } of [fromFile, fromEnvironment])
      expect(stdout + stderr).not.toContain("secret");
    expect(fromEnvironment.stdout).toBe("");
  });

  it.each([
    [[], "There is nothing to serve"],
    [["--model", "a b=pets"], "--model must be NAME=FOLDER"],
    [["--model", "pets", "pets"], "Two models have the name pets"],
    [["--model", "pets", "--host", "0.0.0.0"], "--insecure"],
    [["--model", "pets", "--allow-origin", "app.example"], "--allow-origin must be an origin"],
    [["--model", "pets", "--port", "x"], "--port must be a whole number"],
    [["--model", "pets", "--port", "65536"], "from 0 to 65535"],
    [["--model", "pets", "--token-file", "none.txt"], "none.txt: The file of --token-file cannot be read"],
    [["--model", "pets", "--max-calls", "3"], "name one with --llm"],
    [["--model", "missing", "--port", "0"], "missing"],
    [["--models", "missing"], "missing: There is no such folder"],
  ])("rejects %j", async (words, sentence) => {
    const { status, stderr } = await serve(words);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(status).toBe(2);
  });
});
