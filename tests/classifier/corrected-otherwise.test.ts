import { describe, expect, it } from "vitest";
import { Classifier, type TrainingReport, train } from "../../src/index.ts";
import { trained as trainedSets } from "./label-set-tasks.ts";
import { encoder, examplesOf, prompts, rows, temporaryFolder } from "./tasks.ts";

const text = "the parcel of my account was refunded";

const trained = () => train({ encoder, classes: prompts, examples: examplesOf(rows), tune: false });

function warningsOf({ warnings }: TrainingReport) {
  return warnings.filter(({ kind }) => kind === "corrected-otherwise");
}

const row = (label: string, of = text) => ({ text: of, label, origin: "real" as const });

describe("a training with rows that contradict a correction", () => {
  it.each([
    ["not learnt yet", false],
    ["learnt by an earlier training", true],
  ])("warns, and keeps a correction that was %s", async (_, isLearnt) => {
    const classifier = await trained();
    await classifier.correct(text, "shipping");
    if (isLearnt) expect(warningsOf(await classifier.train({ tune: false }))).toEqual([]);
    classifier.addExamples([row("account", ` ${text}`)]);
    expect(warningsOf(await classifier.train({ tune: false }))).toEqual([
      {
        kind: "corrected-otherwise",
        classes: ["account", "shipping"],
        message: `1 row has another label than a correction of the same text: " ${text}" is "account" in the data and was corrected to "shipping" (correction 1). The correction is kept; to change it, correct the text again or undo the correction.`,
      },
    ]);
    expect(await classifier.predict(text)).toBe("shipping");
  });

  it("shows three of many rows", async () => {
    const classifier = await trained();
    const texts = ["one zebra", "two zebras", "three zebras", "four zebras"];
    await classifier.correct(texts.map((each) => ({ text: each, label: "shipping" })));
    classifier.addExamples(texts.map((each) => row("refund", each)));
    const [{ message }] = warningsOf(await classifier.train({ tune: false }));
    expect(message).toMatch(/^4 rows have another label than a correction of the same text: "one zebra" is /);
    expect(message).toMatch(/\(correction 3\) and 1 more\. The corrections are kept;/);
    expect(message).not.toContain("four zebras");
  });

  it("does not warn of rows with the same label, or after the correction is undone", async () => {
    const classifier = await trained();
    await classifier.correct(text, "shipping");
    classifier.addExamples([row("shipping")]);
    expect(warningsOf(await classifier.train({ tune: false }))).toEqual([]);
    classifier.addExamples([row("account")]);
    await classifier.undoCorrection();
    expect(warningsOf(await classifier.train({ tune: false }))).toEqual([]);
  });

  it("does not warn of labels that the text had when it was corrected, also after loading", async () => {
    const classifier = await trained();
    const [known] = rows.refund;
    const { corrected } = await classifier.correct(known, "account");
    expect(corrected[0].otherLabels).toEqual(["refund"]);
    expect(warningsOf(await classifier.train({ tune: false }))).toEqual([]);
    const folder = temporaryFolder();
    await classifier.save(folder);
    const loaded = await Classifier.load(folder, { encoder });
    expect(loaded.corrections).toEqual(classifier.corrections);
    loaded.addExamples([row("shipping", known)]);
    const warned = warningsOf(await loaded.train({ tune: false }));
    expect(warned.map(({ classes }) => classes)).toEqual([["shipping", "account"]]);
    await loaded.save(folder);
    const again = await Classifier.load(folder, { encoder });
    expect(await again.retrain()).toMatchObject({ isSame: true, changedFiles: [] });
    await again.correct(known, "account");
    expect(warningsOf(await again.train({ tune: false }))).toEqual([]);
  });

  it("names a label that a correction takes away, with several labels per text", async () => {
    const classifier = await trainedSets();
    await classifier.correct(text, ["delivery", "refund"]);
    await classifier.correct("a zebra", []);
    classifier.addExamples([row("damage"), row("refund"), row("damage", "a zebra")]);
    const [{ message }] = warningsOf(await classifier.train({ tune: false }));
    expect(message).toContain(
      `2 rows have another label than a correction of the same text: "${text}" has "damage" in the data and was corrected to "delivery" and "refund" (correction 1) and "a zebra" has "damage" in the data and was corrected to no label (correction 2). The`,
    );
  });
});
