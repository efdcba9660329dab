import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { train } from "../../src/classifier/train.ts";
import { runProgram } from "../../src/cli/run-program.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { ModelFileError } from "../../src/errors.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { testContext } from "../cli/contexts.ts";
import { prompts, questions, temporaryFolder } from "./tasks.ts";

const exported = resolve(import.meta.dirname, "../encoder/fixtures/cls");

/** A workplace with an encoder in a folder, and a model beside it that was trained with it. */
async function workplace(): Promise<{ root: string; encoder: string; model: string; before: unknown }> {
  const root = temporaryFolder();
  const [encoder, model] = [join(root, "encoders", "mine"), join(root, "models", "mail")];
  cpSync(exported, encoder, { recursive: true });
  const classifier = await train({ encoder, classes: prompts });
  await classifier.save(model);
  const before = await classifier.classify(questions);
  await classifier.dispose();
  return { root, encoder, model, before };
}

async function answersOf(model: string, options = {}): Promise<unknown> {
  const classifier = await Classifier.load(model, options);
  onTestFinished(() => classifier.dispose());
  return classifier.classify(questions);
}

const readModel = (model: string) => JSON.parse(readFileSync(join(model, "model.json"), "utf8"));

describe("a model of an encoder in a folder", () => {
  it("finds it again, also after both were moved together", async () => {
    const { root, model, before } = await workplace();
    expect(readModel(model).encoder.place).toEqual({ folder: "../../encoders/mine" });
    expect(await answersOf(model, { encoder: undefined, maxWindows: undefined })).toEqual(before);
    const moved = join(temporaryFolder(), "elsewhere");
    renameSync(root, moved);
    mkdirSync(root);
    expect(await answersOf(join(moved, "models", "mail"))).toEqual(before);
  });

  it("holds no absolute path of the machine", async () => {
    const { root, model } = await workplace();
    expect(readFileSync(join(model, "model.json"), "utf8")).not.toContain(root);
  });

  it("stores no path to a folder that shares only the root with it, and says which option to give", async () => {
    const home = temporaryFolder();
    const encoder = join(home, "mine");
    cpSync(exported, encoder, { recursive: true });
    const model = join("/dev/shm", `pilesort-place-${process.pid}`);
    onTestFinished(() => rmSync(model, { recursive: true, force: true }));
    const classifier = await train({ encoder, classes: prompts });
    await classifier.save(model);
    await classifier.dispose();
    expect(relative("/dev/shm", tmpdir())).toMatch(/^\.\.\/\.\.\//);
    expect(readModel(model).encoder.place).toBeUndefined();
    await expect(Classifier.load(model)).rejects.toThrow(
      /made with the encoder mine, and this is bge.*the option encoder \(--encoder\)/,
    );
    await expect(answersOf(model, { encoder })).resolves.toHaveLength(questions.length);
  });

  it("says where it was if it is missing, and opens it from the given folder", async () => {
    const { encoder, model, before } = await workplace();
    const now = join(temporaryFolder(), "now");
    renameSync(encoder, now);
    await expect(Classifier.load(model)).rejects.toThrow(ModelFileError);
    await expect(Classifier.load(model)).rejects.toThrow(
      `${model}: The model was made with the encoder "mine", which was in the folder ${encoder} and is not there any more. Give its folder or name as the option encoder (--encoder), or train again.`,
    );
    expect(await answersOf(model, { encoder: now })).toEqual(before);
  });

  it("rejects a folder that has another encoder now", async () => {
    const { encoder, model } = await workplace();
    writeFileSync(join(encoder, "1_Pooling/config.json"), '{"pooling_mode": "mean"}');
    await expect(Classifier.load(model)).rejects.toThrow(
      /made with the encoder mine, and this is another version of it.*--encoder/,
    );
  });

  it("stores the new place when it is saved again to another folder", async () => {
    const { root, model, before } = await workplace();
    const classifier = await Classifier.load(model);
    const copy = join(root, "copy");
    await classifier.save(copy);
    await classifier.dispose();
    expect(readModel(copy).encoder.place).toEqual({ folder: "../encoders/mine" });
    expect(await answersOf(copy)).toEqual(before);
  });

  it("that was kept as bytes says that the encoder must be given", async () => {
    const { encoder, model } = await workplace();
    const classifier = await Classifier.load(model);
    const bytes = await classifier.toBytes();
    await classifier.dispose();
    await expect(Classifier.fromBytes(bytes)).rejects.toThrow(/the option encoder \(--encoder\)/);
    const again = await Classifier.fromBytes(bytes, { encoder });
    await again.dispose();
  });
});

describe("a model of an encoder that the caller opened", () => {
  it("says how to open a remote one, if none is given", async () => {
    const model = join(temporaryFolder(), "model");
    await (await train({ encoder: createHashingEncoder(), classes: prompts })).save(model);
    await expect(Classifier.load(model)).rejects.toThrow(/openRemoteEncoder/);
  });
});

describe("a model of the bundled encoder", () => {
  it("stores no place, whatever the current folder is", async () => {
    const classifier = await train({ classes: prompts, tune: false });
    onTestFinished(() => classifier.dispose());
    const model = join(temporaryFolder(), "model");
    await classifier.save(model);
    expect(readModel(model).encoder.place).toBeUndefined();
  });
});

/** Puts an encoder into a store as a pull does, under the name "owner/mine". @returns its folder */
function pulledTo(store: string): string {
  const folder = join(store, "owner--mine");
  cpSync(exported, folder, { recursive: true });
  const source = {
    name: "owner/mine",
    repository: "owner/mine",
    commit: "0",
    dimensions: 8,
    prefix: "",
    files: {},
  };
  writeFileSync(join(folder, "encoder-source.json"), JSON.stringify(source));
  return folder;
}

describe("a pulled encoder", () => {
  it("is stored by its name, which is in the message if it is missing", async () => {
    const store = temporaryFolder();
    const cache = process.env.XDG_CACHE_HOME;
    process.env.XDG_CACHE_HOME = store;
    onTestFinished(() => {
      if (cache === undefined) delete process.env.XDG_CACHE_HOME;
      else process.env.XDG_CACHE_HOME = cache;
    });
    const folder = pulledTo(join(store, "pilesort", "models"));
    const model = join(temporaryFolder(), "model");
    const classifier = await train({ encoder: "owner/mine", classes: prompts });
    await classifier.save(model);
    const before = await classifier.classify(questions);
    await classifier.dispose();
    expect(readModel(model).encoder.place).toEqual({ name: "owner/mine" });
    expect(await answersOf(model)).toEqual(before);
    rmSync(folder, { recursive: true });
    await expect(Classifier.load(model)).rejects.toThrow(
      /made with the encoder "owner\/mine", which is not among the pulled encoders; run pilesort encoders pull owner\/mine, or give the folder that it was pulled to as the option store \(--store\)\./,
    );
  });

  it("in another store is found by a model without the option store, and by its name with it", async () => {
    const root = temporaryFolder();
    const store = join(root, "encoders");
    pulledTo(store);
    const model = join(root, "models", "mail");
    const classifier = await train({ encoder: "owner/mine", store, classes: prompts });
    await classifier.save(model);
    const before = await classifier.classify(questions);
    const bytes = await classifier.toBytes();
    await classifier.dispose();
    expect(readModel(model).encoder.place).toEqual({ folder: "../../encoders/owner--mine" });
    expect(await answersOf(model)).toEqual(before);
    expect(await answersOf(model, { encoder: "owner/mine", store })).toEqual(before);
    await expect(Classifier.load(model, { encoder: "owner/mine" })).rejects.toThrow(
      /There is no encoder "owner\/mine"/,
    );
    const moved = join(temporaryFolder(), "elsewhere");
    renameSync(root, moved);
    expect(await answersOf(join(moved, "models", "mail"))).toEqual(before);
    // Bytes are not in a folder, so the name is stored.
    await expect(Classifier.fromBytes(bytes)).rejects.toThrow(/as the option store \(--store\)/);
    const again = await Classifier.fromBytes(bytes, { store: join(moved, "encoders") });
    onTestFinished(() => again.dispose());
    expect(await again.classify(questions)).toEqual(before);
  });

  it("trains and classifies from the command line with --store", async () => {
    const root = temporaryFolder();
    const store = join(root, "encoders");
    pulledTo(store);
    const model = join(root, "model");
    const encoder = ["--encoder", "owner/mine", "--store", store];
    const classes = ["--class", "refund: Money back.", "praise: A happy customer."];
    const run = async (...words: string[]) => {
      const context = testContext();
      const status = await runProgram(words, "1.2.3", context);
      return { status, ...context.written };
    };
    expect(await run("train", ...classes, ...encoder, "--save", model)).toMatchObject({ status: 0 });
    const byPlace = await run("classify", "--load", model, "--json", "money");
    expect(byPlace).toMatchObject({ status: 0, stderr: "" });
    expect(await run("classify", "--load", model, ...encoder, "--json", "money")).toEqual(byPlace);
    const data = join(root, "rows.jsonl");
    writeFileSync(data, '{"text":"money","label":"refund"}\n{"text":"happy","label":"praise"}\n');
    const evaluation = await run("evaluate", "--load", model, ...encoder, "--data", data);
    expect(evaluation).toMatchObject({ status: 0 });
    expect(await run("plan", ...classes, ...encoder)).toMatchObject({ status: 0 });
  });
});

describe("the number of windows", () => {
  it("is saved with the model, and determines how much of a text is read", async () => {
    const { encoder } = await workplace();
    const model = join(temporaryFolder(), "model");
    const classifier = await train({ encoder, classes: prompts, maxWindows: 2 });
    await classifier.save(model);
    const text = "the cat sat on the mat ".repeat(1000);
    const answer = await classifier.classify(text);
    await classifier.dispose();
    expect(answer.charactersRead).toBeCloseTo((2 * 256 * 23) / 6, -2);
    const loaded = await Classifier.load(model, { encoder });
    expect(await loaded.classify([text])).toEqual([answer]);
    await loaded.dispose();
    const wider = await Classifier.load(model, { encoder, maxWindows: 100 });
    expect(await wider.classify(text)).not.toHaveProperty("charactersRead");
    await wider.dispose();
    const opened = await openEncoder(encoder);
    const brought = await Classifier.load(model, { encoder: opened });
    expect((await brought.classify(text)).charactersRead).toBeGreaterThan(5000);
    await opened.dispose();
  });

  it("is too small for some training examples, which the report counts", async () => {
    const { encoder } = await workplace();
    const examples = [{ label: "refund", text: "money ".repeat(30_000) }];
    const classifier = await train({ encoder, classes: prompts, examples });
    expect(classifier.report?.longExamples).toBe(1);
    await classifier.dispose();
  });
});
