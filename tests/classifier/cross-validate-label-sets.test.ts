import { describe, expect, it } from "vitest";
import { Classifier, type CrossValidatedRow, evaluateLabelSets, groupTexts } from "../../src/index.ts";
import { encoder, prompts, rows, trained } from "./label-set-tasks.ts";

async function validated(classifier: Classifier) {
  const { rows: answered, ...rest } = await classifier.crossValidate();
  const all: CrossValidatedRow[] = [];
  for await (const row of answered) all.push(row);
  return { ...rest, all };
}

describe("cross-validation with several labels per text", () => {
  it("answers every real text once, with its true labels, by a model that was trained without it", async () => {
    const classifier = await trained();
    const { basis, count, all } = await validated(classifier);
    expect(basis).toMatchObject({ source: "real examples", folds: 4 });
    expect(basis.notes[0]).toContain("Cross-validation on the model's own 21 real rows");
    expect(count).toBe(rows.length);
    const byText = (a: { text: string }, b: { text: string }) => (a.text < b.text ? -1 : 1);
    expect(all.map(({ text, labels }) => ({ text, labels: labels?.toSorted() })).sort(byText)).toEqual(
      rows.map(({ text, labels }) => ({ text, labels: labels.toSorted() })).sort(byText),
    );
    // A model that knows a text answers it with 0.9 and more, so these models do not know it.
    const known = all.filter(
      ({ labels = [], answer }) =>
        labels.length > 0 && labels.every((label) => answer.probabilities[label] >= 0.9),
    );
    expect(known.length).toBeLessThan(rows.length / 2);
    const { count: evaluated } = evaluateLabelSets(
      all.map(({ labels = [] }) => labels),
      all.map(({ answer }) => ({ labels: answer.labels ?? [], probabilities: answer.probabilities })),
    );
    expect(evaluated).toBe(rows.length);
  });

  it("never trains on a near duplicate of a held-out text", async () => {
    const secret = "zzqx wwvk jjhy";
    const copies = [`${secret} ppo`, `${secret} ppo!`, `${secret.toUpperCase()} ppo`, `${secret} ppo.`];
    const { groups } = groupTexts(copies);
    expect(new Set(groups).size).toBe(1);
    // Only these copies have the label. If one of them were known, the others would get it with certainty.
    const classifier = await trained(
      [...rows, ...copies.map((text) => ({ text, labels: ["damage", "secret"] }))],
      { ...prompts, secret: "Something else entirely." },
    );
    const { all } = await validated(classifier);
    const ofCopies = all.filter(({ text }) => copies.includes(text));
    expect(ofCopies.length).toBeGreaterThan(1);
    expect(new Set(ofCopies.map(({ group }) => group)).size).toBe(1);
    const known = await classifier.classify(`${secret} ppo?`);
    for (const { answer } of ofCopies)
      expect(answer.probabilities.secret ?? 0).toBeLessThan(known.probabilities.secret - 0.2);
  });

  it("answers texts and descriptions of several sentences", async () => {
    const long = rows.map(({ text, labels }) => ({
      text: `Good day to you. I write because ${text}.`,
      labels,
    }));
    const { all } = await validated(await trained(long));
    expect(all).toHaveLength(rows.length);
    const described = Object.fromEntries(
      Object.entries(prompts).map(([name, prompt]) => [
        name,
        `${prompt} It is about ${name} and nothing else.`,
      ]),
    );
    expect((await validated(await trained([], described))).all.length).toBeGreaterThan(0);
  });

  it("estimates from the descriptions, and says so, if there are no rows", async () => {
    const { basis, all } = await validated(await trained([]));
    expect(basis.source).toBe("descriptions");
    expect(basis.notes.join(" ")).toContain("There are no real rows");
    expect(basis.notes.join(" ")).toContain("no other, so answers with more labels count as errors");
    expect(all.every(({ labels }) => labels?.length === 1)).toBe(true);
  });

  it("estimates from generated texts, and says so, if there are no others", async () => {
    const classifier = new Classifier({ encoder, multiLabel: true });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    for (const { text, labels } of rows)
      for (const label of labels.slice(0, 1)) classifier.addDataToClass(label, text, "generated");
    await classifier.train();
    const { basis, all } = await validated(classifier);
    expect(basis.source).toBe("generated examples");
    expect(all).toHaveLength(18);
  });

  it("takes thresholds as classify does, and rejects options for one class", async () => {
    const classifier = await trained();
    const { rows: answered } = await classifier.crossValidate({ threshold: 0 });
    for await (const { answer } of answered) expect(answer.labels).toHaveLength(3);
    const { rows: rejected } = await classifier.crossValidate({ none: true });
    await expect(rejected[Symbol.asyncIterator]().next()).rejects.toThrow("option none");
  });
});
