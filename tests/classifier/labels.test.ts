import { describe, expect, it } from "vitest";
import { Classifier, createHashingEncoder, train } from "../../src/index.ts";

function twoClasses(): Classifier {
  const classifier = new Classifier({ encoder: createHashingEncoder() });
  classifier.defineClass({ name: "refund", prompt: "The customer wants money back." });
  classifier.defineClass({ name: "praise", prompt: "The customer is happy." });
  return classifier;
}

const namesOf = ({ classes }: Classifier): string[] => classes.map(({ name }) => name);
const example = (label: string) => ({ label, text: "some text", origin: "real" as const });

describe("labels of added examples", () => {
  it.each(["Refund", "refund\u200b", "refnud", "0", "nan"])(
    "are rejected if they are similar to a class name but different: %j",
    (label) => {
      const classifier = twoClasses();
      expect(() => classifier.addDataToClass(label, "some text")).toThrow(/option labelMap/);
      expect(namesOf(classifier)).toEqual(["refund", "praise"]);
      expect(classifier.examples).toEqual([]);
    },
  );

  it("are valid if they are names of classes, mapped, or accepted", () => {
    const classifier = twoClasses();
    classifier.addDataToClass(" refund ", "a");
    classifier.addDataToClass("Refund", "b", "real", { labelMap: { Refund: "refund" } });
    classifier.addDataToClass("refunds", "c", "real", { acceptNewLabels: true });
    classifier.addExamples([example("billing"), example("refunds")]);
    expect(classifier.examples.map(({ label }) => label)).toEqual([
      "refund",
      "refund",
      "refunds",
      "billing",
      "refunds",
    ]);
    expect(namesOf(classifier)).toEqual(["refund", "praise", "refunds", "billing"]);
  });

  it("are skipped if they stand for a missing value and no class has the name", () => {
    const classifier = twoClasses();
    classifier.addExamples([example("refund"), example("None")]);
    expect(classifier.examples.length).toBe(1);
    classifier.defineClass({ name: "None", prompt: "Nothing." });
    classifier.addExamples([example("None")]);
    expect(classifier.examples.length).toBe(2);
  });

  it("are rejected together, so that nothing is added", () => {
    const classifier = twoClasses();
    expect(() => classifier.addExamples([example("refund"), example("Praise")])).toThrow(
      /"Praise" \(1 row\)/,
    );
    expect(classifier.examples).toEqual([]);
  });

  it("are checked by train() too, which takes the same options and keeps sources", async () => {
    const classes = { refund: "The customer wants money back.", praise: "The customer is happy." };
    const source = { generator: "g", call: "c" };
    const options = {
      encoder: createHashingEncoder(),
      classes,
      examples: [{ ...example("Refund"), source }],
    };
    await expect(train(options)).rejects.toThrow(/nearly the name of the class "refund"/);
    const classifier = await train({ ...options, labelMap: { Refund: "refund" }, tune: false });
    expect(classifier.examples).toEqual([{ ...example("refund"), source }]);
  });
});
