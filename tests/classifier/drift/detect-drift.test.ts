import { describe, expect, it } from "vitest";
import { createHashingEncoder } from "../../../src/encoder/hashing-encoder.ts";
import { Classifier, type DriftReport } from "../../../src/index.ts";
import { createRandom, type Random } from "../../../src/math/random.ts";

const encoder = createHashingEncoder(128);

/** Words of three subjects, and of one that is new. Texts are drawn from them at random. */
const subjects = {
  refund: ["money", "refund", "payment", "charged", "invoice", "price", "bank", "paid"],
  shipping: ["parcel", "late", "courier", "delivery", "address", "track", "box", "arrived"],
  account: ["password", "login", "profile", "locked", "email", "reset", "username", "code"],
};
const foreign = ["guitar", "strings", "chord", "melody", "drums", "concert", "piano", "tempo"];
const filler = [
  "please",
  "my",
  "the",
  "again",
  "today",
  "when",
  "is",
  "help",
  "why",
  "still",
  "never",
  "with",
];

function textOf(words: readonly string[], random: Random): string {
  const [own, other] = [
    random.sampleWithoutReplacement(words, 3),
    random.sampleWithoutReplacement(filler, 4),
  ];
  return random.shuffle([...own, ...other]).join(" ");
}

type Mix = Readonly<Record<keyof typeof subjects, number>>;

function texts(mix: Mix, random: Random): string[] {
  return Object.entries(mix).flatMap(([name, count]) =>
    Array.from({ length: count }, () => textOf(subjects[name as keyof typeof subjects], random)),
  );
}

const even = (count: number): Mix => ({ refund: count, shipping: count, account: count });

async function trained(random: Random, count = 60): Promise<Classifier> {
  const classifier = new Classifier({ encoder });
  for (const [name, words] of Object.entries(subjects))
    classifier.addDataToClass(
      name,
      Array.from({ length: count }, () => textOf(words, random)),
    );
  await classifier.train({ tune: false, words: false });
  return classifier;
}

const signOf = ({ signs }: DriftReport, kind: string) => signs.find((each) => each.kind === kind)!;

describe("texts compared with those of the training", () => {
  it("are the same if they come from the same source", async () => {
    const random = createRandom(1);
    const classifier = await trained(random);
    const report = await classifier.detectDrift(texts(even(50), random));
    expect(report.verdict).toBe("same");
    expect(report.sentence).toMatch(/^No need to worry/);
    expect(report).toMatchObject({ read: 150, reference: { source: "real examples" }, level: 0.01 });
    expect(report.pValue).toBeGreaterThan(0.01);
  });

  it("are different if a tenth is about something new, which is named by its words", async () => {
    const random = createRandom(3);
    const classifier = await trained(random);
    const strangers = Array.from({ length: 20 }, () => textOf(foreign, random));
    const report = await classifier.detectDrift([...texts(even(60), random), ...strangers]);
    expect(report.verdict).toBe("different");
    expect(report.sentence).toMatch(/^Look at these texts/);
    expect(
      report.newWords
        .map(({ word }) => word)
        .slice(0, foreign.length)
        .sort(),
    ).toEqual([...foreign].sort());
    const [group] = report.newGroups;
    expect(foreign).toContain(group.words[0]);
    expect(report.sentence).toContain(group.name);
  });

  it("have another mix of classes, without an alarm about the texts, if one class becomes common", async () => {
    const random = createRandom(4);
    const classifier = await trained(random);
    const report = await classifier.detectDrift(texts({ refund: 150, shipping: 25, account: 25 }, random));
    expect(report.verdict).toBe("mix");
    expect(report.classes[0].label).toBe("refund");
    expect(signOf(report, "classes").pValue).toBeLessThanOrEqual(0.01);
    for (const kind of ["none", "probability", "distance", "words"])
      expect(signOf(report, kind).pValue).toBeGreaterThan(0.01);
  });

  it("are compared with given reference texts, also for a model of descriptions alone", async () => {
    const random = createRandom(5);
    const classifier = new Classifier({ encoder });
    await classifier.promptTrain(
      Object.fromEntries(
        Object.entries(subjects).map(([name, words]) => [name, `Texts about ${words.join(", ")}.`]),
      ),
    );
    const reference = texts(even(60), random);
    const same = await classifier.detectDrift(texts(even(60), random), { reference });
    expect(same).toMatchObject({ verdict: "same", reference: { source: "reference texts" } });
    const strangers = Array.from({ length: 40 }, () => textOf(foreign, random));
    const changed = await classifier.detectDrift([...texts(even(50), random), ...strangers], { reference });
    expect(changed.verdict).toBe("different");
  });

  it("give the same report each time, and count a repeated text once", async () => {
    const random = createRandom(6);
    const classifier = await trained(random);
    const some = texts(even(30), random);
    const report = await classifier.detectDrift([...some, ...some, " "]);
    expect(report.read).toBe(181);
    expect(report.texts).toBeLessThanOrEqual(90);
    expect(await classifier.detectDrift([...some, ...some, " "])).toEqual(report);
  });

  it("are drawn at random if there are more than the sample", async () => {
    const random = createRandom(7);
    const classifier = await trained(random);
    async function* stream() {
      for (let i = 0; i < 900; i++) yield { text: textOf(subjects.refund, random) };
    }
    const report = await classifier.detectDrift(stream(), { sampleSize: 100 });
    expect(report.read).toBe(900);
    expect(report.texts).toBeLessThanOrEqual(100);
  });

  it("are rejected if they are too few, or if the model has too few real examples", async () => {
    const random = createRandom(8);
    const classifier = await trained(random);
    await expect(classifier.detectDrift(["one"])).rejects.toThrow("only 1 distinct texts");
    const few = await trained(random, 5);
    await expect(few.detectDrift(texts(even(30), random))).rejects.toThrow(
      "Give texts of a time when all was well",
    );
    const own = await trained(random, 30);
    await expect(own.detectDrift(own.examples)).rejects.toThrow("Too many of the texts are real examples");
  });
});
