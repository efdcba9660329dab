import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { version } from "../../src/version.ts";
import { filesOf, startFakeHub } from "../hub/fake-hub.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder } from "./processes.ts";

const fixture = join(import.meta.dirname, "../encoder/fixtures/xlm-roberta");

async function run(endpoint: string, ...words: string[]) {
  const context = testContext();
  const env = { ...context.env, HF_ENDPOINT: endpoint };
  const status = await runProgram(words, version, { ...context, env });
  return { status, ...context.written };
}

it("pulls a multilingual encoder, trains with it, and classifies without naming it again", async () => {
  const repository = "intfloat/multilingual-e5-small";
  const hub = await startFakeHub({ files: filesOf(fixture), repository });
  onTestFinished(() => hub.close());
  const folder = emptyFolder();
  const [store, model, classes] = ["store", "model", "classes.yaml"].map((name) => join(folder, name));
  writeFileSync(classes, "katze: Die Katze und das Miauen.\nhund: Der Hund bellt.\n");

  const pulled = await run(
    hub.url,
    "encoders",
    "pull",
    "multilingual-e5-small",
    "--store",
    store,
    "--no-measure",
  );
  expect(pulled).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("Pulled multilingual-e5-small to"),
  });
  const listed = await run(hub.url, "encoders", "list", "--store", store, "--json");
  expect(JSON.parse(listed.stdout)).toContainEqual(
    expect.objectContaining({ name: "multilingual-e5-small", state: "pulled", dimensions: 16 }),
  );
  const train = ["train", "--classes", classes, "--store", store, "--save", model];
  expect(await run(hub.url, ...train, "--encoder", "multilingual-e5-small")).toMatchObject({ status: 0 });
  const answered = await run(hub.url, "classify", "--load", model, "--store", store, "der Hund");
  expect(answered).toMatchObject({ status: 0, stdout: expect.stringContaining("hund") });
});

it("rejects an unknown precision", async () => {
  const rejected = await run("http://127.0.0.1:9", "encoders", "pull", "a/b", "--precision", "int4");
  expect(rejected).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('The option --precision must be int8 or float32; got "int4".'),
  });
});
