import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, describe, expect, it } from "vitest";
import { Classifier } from "../../src/index.ts";
import { root } from "../cli/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-mcp-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "mail");
{
  const classifier = new Classifier();
  classifier.addDataToClass("refund", ["I was charged twice", "please send my money back"]);
  await classifier.promptTrain(
    { refund: "The customer wants money back.", delivery: "A parcel is late or lost." },
    { tune: false },
  );
  await classifier.save(path);
  await classifier.dispose();
}

/** Starts the command as an agent does, in a process of its own, and connects the client of the protocol's package. */
async function connect(...flags: string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(root, "dist/cli/main.js"), "mcp", ...flags],
    stderr: "pipe",
  });
  let logged = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    logged += chunk.toString();
  });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  return { client, logged: () => logged };
}

describe("pilesort mcp", async () => {
  const { client, logged } = await connect("--model", `mail=${path}`, `other=${path}`);
  afterAll(() => client.close());
  const call = async (name: string, given: Record<string, unknown>) =>
    (await client.callTool({ name, arguments: given })) as {
      isError?: boolean;
      structuredContent: Record<string, unknown>;
      content: { text: string }[];
    };

  it("offers tools that only read, each with schemas", async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["list_models", "classify", "classify_many", "explain"]);
    for (const { inputSchema, outputSchema, annotations } of tools) {
      expect(inputSchema.type).toBe("object");
      expect(outputSchema?.type).toBe("object");
      expect(annotations?.readOnlyHint).toBe(true);
    }
  });

  it("lists the models with their classes", async () => {
    const { structuredContent } = await call("list_models", {});
    expect(structuredContent.models).toMatchObject([
      {
        name: "mail",
        classCount: 2,
        classes: [{ name: "refund", description: "The customer wants money back." }, { name: "delivery" }],
        realExamples: 2,
        acceptsCorrections: false,
      },
      { name: "other" },
    ]);
  });

  it("classifies as the library does, one text and several in their order", async () => {
    const classifier = await Classifier.load(path);
    const texts = ["My box never came", "Give me my money"];
    const expected = await classifier.classify(texts, { top: 3 });
    await classifier.dispose();
    const one = await call("classify", { model: "mail", text: texts[0] });
    expect(one.structuredContent).toEqual({
      prediction: expected[0].prediction,
      probability: expected[0].probability,
      noneProbability: expected[0].noneProbability,
      scores: expected[0].scores,
    });
    expect(JSON.parse(one.content[0].text)).toEqual(one.structuredContent);
    const many = await call("classify_many", { model: "other", texts, top: 1 });
    expect(
      (many.structuredContent.answers as { prediction: string }[]).map(({ prediction }) => prediction),
    ).toEqual(expected.map(({ prediction }) => prediction));
  });

  it("explains an answer with words and nearest examples", async () => {
    const { structuredContent } = await call("explain", {
      model: "mail",
      text: "please send my money back today",
    });
    expect(structuredContent.prediction).toBe("refund");
    expect(structuredContent.runnerUp).toBe("delivery");
    expect((structuredContent.words as unknown[]).length).toBeGreaterThan(2);
    expect(structuredContent.nearest).toContainEqual({
      text: "please send my money back",
      label: "refund",
      origin: "real",
    });
  });

  it.each([
    [
      "a model that does not exist",
      "classify",
      { model: "none", text: "a" },
      'There is no model "none"; there are "mail", "other".',
    ],
    ["no model, if there are two", "classify", { text: "a" }, "Say which model to use"],
    ["an empty text", "classify", { model: "mail", text: "" }, "text"],
    ["a text over the limit", "classify", { model: "mail", text: "a".repeat(100_001) }, "text"],
    ["too many texts", "classify_many", { model: "mail", texts: Array(1001).fill("a") }, "texts"],
    ["a tool that is not allowed", "correct", { model: "mail", text: "a", label: "refund" }, "correct"],
  ])("rejects %s with a sentence", async (_, name, given, sentence) => {
    const found = await call(name, given);
    expect(found.isError).toBe(true);
    expect(found.content[0].text).toContain(sentence);
  });

  it("logs no text", async () => {
    await call("classify", { model: "mail", text: "a secret of mine" });
    await call("classify", { model: "none", text: "a secret of mine" });
    expect(logged()).toBe("Serving 2 models on standard input and output.\n");
  });
});

describe("pilesort mcp --allow-corrections", () => {
  it("corrects an answer at once, keeps it in the folder, and asks before it adds a class", async () => {
    const { client } = await connect("--model", path, "--allow-corrections");
    const text = "The zip of my coat is broken.";
    const wrong = await client.callTool({ name: "correct", arguments: { text, label: "repair" } });
    expect(wrong).toMatchObject({ isError: true });
    expect(JSON.stringify(wrong.content)).toContain("Set newClass to add it");
    const given = { model: "mail", text, label: "repair", newClass: true };
    const { structuredContent } = await client.callTool({ name: "correct", arguments: given });
    expect(structuredContent).toMatchObject({ label: "repair" });
    const now = await client.callTool({ name: "classify", arguments: { text } });
    expect(now.structuredContent).toMatchObject({ prediction: "repair" });
    await client.close();
    const saved = await Classifier.load(path);
    expect(saved.corrections).toMatchObject([{ text, label: "repair" }]);
    expect(await saved.predict(text)).toBe("repair");
    await saved.dispose();
  });
});

it("the package of the protocol is an optional peer dependency that only this command loads", () => {
  const { peerDependencies, peerDependenciesMeta, dependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  expect(peerDependencies).toHaveProperty(["@modelcontextprotocol/sdk"]);
  expect(peerDependenciesMeta["@modelcontextprotocol/sdk"]).toEqual({ optional: true });
  expect(dependencies).not.toHaveProperty(["@modelcontextprotocol/sdk"]);
});
