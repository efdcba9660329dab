import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import type { Example } from "../../src/task/task.ts";
import { encoder } from "./tasks.ts";

const rows: readonly Example[] = [
  { text: "late", label: "shipping", origin: "real" },
  { text: "money back", label: "refund", origin: "real" },
  { text: "late", label: "shipping", origin: "generated" },
];

describe("adding examples", () => {
  it("that the classifier has already adds nothing and counts them", () => {
    const classifier = new Classifier({ encoder });
    expect(classifier.addExamples(rows)).toEqual({ added: 3, known: 0, repeated: 0 });
    expect(classifier.addExamples(rows)).toEqual({ added: 0, known: 3, repeated: 0 });
    expect(classifier.addDataToClass(" shipping ", ["late", "lost"])).toEqual({
      added: 1,
      known: 1,
      repeated: 0,
    });
    expect(classifier.examples).toHaveLength(4);
  });

  it("that repeat each other adds one of them", () => {
    const classifier = new Classifier({ encoder });
    expect(classifier.addDataToClass("shipping", ["late", "late", "late", "lost"])).toEqual({
      added: 2,
      known: 0,
      repeated: 2,
    });
    expect(classifier.addDataToClass("refund", "late")).toEqual({ added: 1, known: 0, repeated: 0 });
  });

  it("that a saved model holds adds nothing", async () => {
    const classifier = new Classifier({ encoder });
    classifier.addExamples(rows);
    classifier.addNoneExamples([{ text: "hello", origin: "real" }]);
    const opened = await Classifier.fromBytes(await classifier.toBytes(), { encoder });
    expect(opened.addExamples(rows).added).toBe(0);
    expect(opened.addNoneExamples([{ text: "hello", origin: "real" }])).toEqual({
      added: 0,
      known: 1,
      repeated: 0,
    });
    expect(await opened.toBytes()).toEqual(await classifier.toBytes());
  });

  it("adds an example again if its text got another label since then, but only once", () => {
    const classifier = new Classifier({ encoder });
    const labels = () => classifier.examples.map(({ label }) => label);
    classifier.addDataToClass("a", "late");
    classifier.addDataToClass("b", "late");
    expect(classifier.addDataToClass("a", "late")).toEqual({ added: 1, known: 0, repeated: 0 });
    expect(labels()).toEqual(["a", "b", "a"]);
    expect(classifier.addDataToClass("a", "late")).toEqual({ added: 0, known: 1, repeated: 0 });
  });

  it("from a file with contradicting labels adds nothing the second time", () => {
    const classifier = new Classifier({ encoder });
    const file = (["a", "b", "a"] as const).map(
      (label): Example => ({ text: "late", label, origin: "real" }),
    );
    expect(classifier.addExamples(file)).toEqual({ added: 2, known: 0, repeated: 1 });
    expect(classifier.addExamples(file.slice(0, 2))).toEqual({ added: 0, known: 2, repeated: 0 });
  });
});
