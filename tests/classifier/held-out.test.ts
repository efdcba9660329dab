import { describe, expect, it } from "vitest";
import { precisionDial } from "../../src/calibration/precision-dial.ts";
import { answerHeldOut } from "../../src/classifier/answer-held-out.ts";
import { Classifier } from "../../src/classifier/classifier.ts";
import { InputError } from "../../src/errors.ts";
import { createRandom } from "../../src/math/random.ts";
import { encoder, prompts } from "./tasks.ts";

const words = {
  refund: ["money", "refund", "payment", "charged", "invoice", "paid", "back"],
  shipping: ["parcel", "delivery", "late", "track", "courier", "arrive", "lost"],
  account: ["password", "sign", "profile", "login", "email", "locked", "username"],
};

/** Texts of four words: three of a class and one of any class. */
function draw(rows: number, seed: number): { readonly text: string; readonly label: string }[] {
  const random = createRandom(seed);
  const all = Object.values(words).flat();
  return Array.from({ length: rows }, (_, i) => {
    const label = Object.keys(words)[i % 3] as keyof typeof words;
    const own = random.sampleWithoutReplacement([...words[label]], 3);
    return {
      text: [...own, all[random.nextInt(all.length)], `${all[random.nextInt(all.length)]}ing`].join(" "),
      label,
    };
  });
}

async function trainOn(
  rows: readonly { readonly text: string; readonly label: string }[],
): Promise<Classifier> {
  const classifier = new Classifier({ encoder });
  for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
  for (const { label, text } of rows) classifier.addDataToClass(label, text);
  await classifier.train();
  return classifier;
}

describe("held-out answers", () => {
  it("of a training are kept with the model, and give the same dial", async () => {
    const classifier = await trainOn(draw(150, 1));
    const opened = await Classifier.fromBytes(await classifier.toBytes(), { encoder });
    expect(opened.heldOut).toEqual(classifier.heldOut);
    expect(precisionDial(opened.heldOut, 0.8)).toEqual(precisionDial(classifier.heldOut, 0.8));
    expect(classifier.report?.heldOutAccuracy).toBeCloseTo(
      classifier.heldOut!.truth.filter((c, i) => c === classifier.heldOut!.predicted[i]).length /
        classifier.heldOut!.truth.length,
      1,
    );
  });

  it("do not depend on the order of the rows, except for rounding", async () => {
    const rows = draw(40, 2);
    const [one, other] = [await trainOn(rows), await trainOn([...rows].reverse())];
    const meanOf = ({ heldOut }: Classifier) =>
      heldOut!.truthProbability.reduce((sum, each) => sum + each, 0) / heldOut!.truth.length;
    expect(one.heldOut!.truth.length).toBe(other.heldOut!.truth.length);
    expect(meanOf(one)).toBeCloseTo(meanOf(other), 3);
  });

  it("do not exist for descriptions and generated examples", async () => {
    const classifier = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    await classifier.train();
    expect(classifier.heldOut).toBeUndefined();
    for (const { label, text } of draw(60, 3)) classifier.addDataToClass(label, text, "generated");
    await classifier.train();
    expect(classifier.heldOut).toBeUndefined();
    await expect(classifier.classify("where is it", { precision: 0.9 })).rejects.toThrow(
      "Generated examples do not count",
    );
  });

  it("of real rows do not contain generated ones", async () => {
    const classifier = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    const rows = draw(90, 4);
    for (const [i, { label, text }] of rows.entries())
      classifier.addDataToClass(label, text, i < 60 ? "generated" : "real");
    await classifier.train();
    expect(classifier.heldOut!.truth.length).toBeLessThanOrEqual(30);
    expect(classifier.heldOut!.truth.length).toBeGreaterThan(20);
  });
});

describe("answerHeldOut", () => {
  it("leaves out rows that the classifier knows, and repeated ones", async () => {
    const trained = draw(30, 5);
    const classifier = await trainOn(trained);
    const fresh = draw(60, 6);
    const { heldOut, known, repeated } = await answerHeldOut(classifier, [
      ...fresh,
      { text: `${trained[0].text.toUpperCase()}!`, label: trained[0].label },
      fresh[0],
    ]);
    expect(known).toBeGreaterThanOrEqual(1);
    expect(repeated).toBeGreaterThanOrEqual(1);
    expect(heldOut.truth.length + known + repeated).toBe(62);
    const [first] = await classifier.classify([fresh[0].text]);
    expect([...heldOut.probability]).toContain(Math.fround(first.probability));
  });

  it("rejects unknown labels and rows that are all known", async () => {
    const rows = draw(30, 7);
    const classifier = await trainOn(rows);
    await expect(answerHeldOut(classifier, rows)).rejects.toThrow("None of the 30 rows can be used");
    await expect(answerHeldOut(classifier, [{ text: "a", label: "b" }])).rejects.toThrow(
      'Row 1 of the list has the label "b"',
    );
  });
});

describe("classify", () => {
  it.each([
    [{ precision: 1 }, "The option precision must be a number above 0 and below 1"],
    [{ precision: {} }, "The option precision must be"],
    [{ coverage: 0 }, "The option coverage must be"],
    [{ costs: [] as never }, "The option costs must be an object"],
    [{ costs: {}, threshold: 0.5 }, "cannot be used with threshold or precision"],
  ])("rejects %j", async (options, message) => {
    const classifier = await trainOn(draw(12, 8));
    const found = classifier.classify("a parcel", options);
    await expect(found).rejects.toThrow(InputError);
    await expect(found).rejects.toThrow(message);
  });

  it("with a precision answers mostly correctly on new texts, and leaves some unsure", async () => {
    const classifier = await trainOn(draw(300, 9));
    const test = draw(300, 10);
    const found = await classifier.classify(
      test.map(({ text }) => text),
      { precision: 0.9, coverage: 0.9 },
    );
    const answered = found
      .map((each, i) => ({ ...each, label: test[i].label }))
      .filter(({ outcome }) => outcome === "class");
    const correct = answered.filter(({ prediction, label }) => prediction === label).length;
    expect(answered.length).toBeGreaterThan(30);
    expect(correct / answered.length).toBeGreaterThan(0.85);
    expect(found.filter(({ set }, i) => set!.includes(test[i].label)).length / 300).toBeGreaterThan(0.85);
  });
});
