import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { auditExamples } from "../../src/classifier/audit/audit-examples.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { InputError } from "../../src/errors.ts";
import { createRandom } from "../../src/math/random.ts";
import { readExamples } from "../../src/task/examples.ts";
import type { Example } from "../../src/task/task.ts";

const encoder = createHashingEncoder(256);
const vocabulary: Readonly<Record<string, readonly string[]>> = {
  refund: ["refund", "money", "charged", "payment", "back", "card", "twice", "dispute"],
  delivery: ["parcel", "late", "courier", "address", "arrive", "tracking", "lost", "box"],
  praise: ["thanks", "lovely", "great", "happy", "friendly", "best", "wonderful", "kind"],
};
const filler = ["the", "my", "today", "with", "for", "lamp", "order", "please", "shop", "week", "was", "and"];
const real = (text: string, label: string): Example => ({ text, label, origin: "real" });
const random = createRandom(5);
const clean = Array.from({ length: 16 }, () =>
  Object.entries(vocabulary).map(([label, words]) => {
    const some = [
      ...random.sampleWithoutReplacement([...words], 4),
      ...random.sampleWithoutReplacement(filler, 3),
    ];
    return real(random.shuffle(some).join(" "), label);
  }),
).flat();

const wrong = [4, 9, 20];
const labels = Object.keys(vocabulary);
const flipped = clean.map((each, i) =>
  wrong.includes(i) ? { ...each, label: labels[(labels.indexOf(each.label) + 1) % 3] } : each,
);

describe("auditExamples", () => {
  it("finds labels that were made wrong, with the right label as proposal", async () => {
    const { findings, counts, rows, classes, agreement } = await auditExamples(flipped, { encoder });
    const found = findings.filter(({ kind }) => kind === "wrong-label");
    expect(found.map(({ row }) => row).sort((a, b) => a - b)).toEqual(wrong);
    for (const { row, proposal, action, label, probability, labelProbability } of found) {
      expect(proposal).toBe(clean[row].label);
      expect(label).toBe(flipped[row].label);
      expect(action).toBe("relabel");
      expect(probability).toBeGreaterThan(labelProbability);
    }
    expect({ counts: counts["wrong-label"], rows, classes }).toEqual({ counts: 3, rows: 48, classes: 3 });
    expect(agreement).toBeCloseTo(45 / 48);
  });

  it("finds copies: with the same label they are duplicates, with another label contradictions", async () => {
    const [first] = clean;
    const copies = [real(`${first.text}!`, "refund"), real(first.text.toUpperCase(), "praise")];
    const { findings, counts } = await auditExamples([...clean, ...copies], { encoder });
    expect(findings.filter(({ kind }) => kind === "duplicate")).toMatchObject([
      { row: 48, action: "remove" },
    ]);
    expect(findings.filter(({ kind }) => kind === "contradiction")).toMatchObject([
      { row: 49, label: "praise", action: "relabel", proposal: "refund" },
    ]);
    expect(counts).toMatchObject({ duplicate: 1, contradiction: 1, "wrong-label": 0 });
  });

  it("counts near duplicates without making findings of them", async () => {
    const near = real(`${clean[0].text}s`, "refund");
    const { nearDuplicates, findings } = await auditExamples([...clean, near], { encoder });
    const without = await auditExamples(clean, { encoder });
    expect(nearDuplicates).toBe(without.nearDuplicates + 1);
    expect(findings.filter(({ kind }) => kind === "duplicate")).toEqual([]);
  });

  it("does not judge classes with few texts, unless they are described", async () => {
    const rare = [real("my invoice has an error", "invoice"), real("send the invoice", "invoice")];
    const { unjudgedClasses, findings } = await auditExamples([...clean, ...rare], { encoder });
    expect(unjudgedClasses).toEqual(["invoice"]);
    expect(findings.filter(({ label, kind }) => label === "invoice" && kind === "wrong-label")).toEqual([]);
    const classes = [{ name: "invoice", prompt: "Asks for an invoice, or reports an error in the invoice." }];
    expect((await auditExamples([...clean, ...rare], { encoder, classes })).unjudgedClasses).toEqual([]);
  });

  it("keeps file and line of each example", async () => {
    const lines = flipped.map(({ text, label }) => JSON.stringify({ text, label }));
    const examples = await readExamples(Readable.from([Buffer.from(lines.join("\n"))]), { format: "jsonl" });
    const { findings } = await auditExamples(examples, { encoder });
    expect(findings[0].place?.line).toBe(findings[0].row + 1);
    expect(wrong).toContain(findings[0].row);
  });

  it("finds a text that is unlike all classes, with the bundled encoder", async () => {
    const strange = real("the mitochondria synthesise adenosine triphosphate", "praise");
    const { findings } = await auditExamples([...clean, strange]);
    const found = findings.filter(({ row }) => row === clean.length);
    expect(found).toMatchObject([{ kind: "outlier", action: "remove" }]);
  }, 60_000);

  it("gives the same audit for the same seed", async () => {
    const options = { encoder, seed: 3, folds: 3 };
    expect(await auditExamples(clean, options)).toEqual(await auditExamples(clean, options));
  });

  it("rejects what cannot be audited", async () => {
    await expect(auditExamples([])).rejects.toThrow(InputError);
    await expect(auditExamples(clean, { folds: 1 })).rejects.toThrow(
      "The option folds must be a whole number, 2 or more",
    );
    await expect(auditExamples(clean.filter(({ label }) => label === "refund"))).rejects.toThrow(
      "at least two classes",
    );
  });
});
