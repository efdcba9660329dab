import { basename } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import type * as regularFile from "../../src/files/regular-file.ts";

/** Paths of all files that were read whole. */
const read: string[] = [];
vi.mock("../../src/files/regular-file.ts", async (original) => {
  const real = await original<typeof regularFile>();
  return {
    ...real,
    readRegularFile: (path: string) => {
      read.push(path);
      return real.readRegularFile(path);
    },
  };
});

beforeEach(() => {
  read.length = 0;
});

function readsOf(name: string): number {
  return read.filter((path) => basename(path) === name).length;
}

it("a training reads each file of the encoder once, whatever number of encoders it opens", async () => {
  const classifier = new Classifier();
  for (const [name, verb] of Object.entries({ order: "Close", report: "He closed" })) {
    classifier.addDataToClass(
      name,
      ["gate", "door", "shop", "lid", "file", "tab", "box", "pool"].map((thing) => `${verb} the ${thing}.`),
    );
  }
  const { tuning } = await classifier.train({ tune: true });
  expect(tuning).toBeDefined();
  expect(["model.onnx", "tokenizer.json", "background.f32"].map(readsOf)).toEqual([1, 1, 1]);
  await classifier.dispose();
});

it("a model that is loaded reads the encoder's files once", async () => {
  const classifier = new Classifier();
  const prompts = { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." };
  await classifier.promptTrain(prompts);
  const bytes = await classifier.toBytes();
  await classifier.dispose();
  read.length = 0;
  await using opened = await Classifier.fromBytes(bytes);
  expect(await opened.predict("it purrs")).toBe("cat");
  expect(readsOf("model.onnx")).toBe(1);
});
