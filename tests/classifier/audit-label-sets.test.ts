import { describe, expect, it } from "vitest";
import { auditExamples } from "../../src/classifier/audit/audit-examples.ts";
import { auditLabelSets } from "../../src/classifier/audit/audit-label-sets.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { InputError } from "../../src/errors.ts";
import { createRandom } from "../../src/math/random.ts";

const encoder = createHashingEncoder(256);
const vocabulary: Readonly<Record<string, readonly string[]>> = {
  refund: ["refund", "money", "charged", "payment", "back", "card", "twice", "dispute"],
  delivery: ["parcel", "late", "courier", "address", "arrive", "tracking", "lost", "box"],
  praise: ["thanks", "lovely", "great", "happy", "friendly", "best", "wonderful", "kind"],
};
const names = Object.keys(vocabulary);
const random = createRandom(4);
/** Texts of one label or of two, whose words say which. */
const clean = Array.from({ length: 72 }, (_, i) => {
  const labels = i % 4 === 0 ? [names[(i / 4) % 3], names[(i / 4 + 1) % 3]] : [names[i % 3]];
  const words = labels.flatMap((label) => random.sampleWithoutReplacement([...vocabulary[label]], 4));
  return { text: `${random.shuffle(words).join(" ")} number ${i}`, labels };
});
const [lacking, wrong] = [12, 31];
const changed = clean.map(({ text, labels }, i) => {
  if (i === lacking) return { text, labels: labels.slice(1) };
  if (i === wrong) return { text, labels: [...labels, names.find((name) => !labels.includes(name))!] };
  return { text, labels };
});

describe("auditLabelSets", () => {
  it("finds labels that are missing and labels that are wrong, with the labels to give", async () => {
    const { findings, counts, rows, labels, kind } = await auditLabelSets(changed, { encoder });
    expect({ rows, kind, labels }).toEqual({
      rows: 72,
      kind: "multi-label",
      labels: changed.reduce((sum, each) => sum + each.labels.length, 0),
    });
    const [missing] = findings.filter((each) => each.kind === "missing-label");
    expect(missing).toMatchObject({ row: lacking, label: clean[lacking].labels[0], action: "relabel" });
    expect([...missing.proposal!].sort()).toEqual([...clean[lacking].labels].sort());
    expect(missing.probability).toBeGreaterThan(0.5);
    const [extra] = findings.filter((each) => each.kind === "wrong-label");
    expect(extra).toMatchObject({ row: wrong, labels: changed[wrong].labels, action: "relabel" });
    expect(extra.proposal).toEqual(clean[wrong].labels);
    expect(extra.probability).toBeLessThan(0.5);
    expect(counts["missing-label"] + counts["wrong-label"]).toBe(findings.length);
  });

  it("finds copies: with the same labels they are repeated, with others the labels of most copies are proposed", async () => {
    const copies = [clean[1], clean[1], { text: clean[1].text.toUpperCase(), labels: ["praise", "refund"] }];
    const { findings } = await auditLabelSets([...clean, ...copies], { encoder });
    const of = (kind: string) => findings.filter((each) => each.kind === kind);
    expect(of("contradiction")).toMatchObject([{ row: 74, action: "relabel", proposal: clean[1].labels }]);
    expect(of("duplicate").map(({ row, action }) => [row, action])).toEqual([
      [72, "remove"],
      [73, "remove"],
    ]);
  });

  it("does not judge a label that hardly any row has, unless it is described", async () => {
    const rare = [...clean, { text: "tracking courier lost box number 99", labels: ["delivery", "rare"] }];
    const { unjudgedClasses, findings } = await auditLabelSets(rare, { encoder });
    expect(unjudgedClasses).toEqual(["rare"]);
    expect(findings.every(({ label }) => label !== "rare")).toBe(true);
    const described = await auditLabelSets(rare, {
      encoder,
      classes: [{ name: "rare", prompt: "Very rare." }],
    });
    expect(described.unjudgedClasses).toEqual([]);
  });

  it("is rejected for rows of another form, and for too few", async () => {
    await expect(auditLabelSets([{ text: "a", labels: ["b"] }], { encoder })).rejects.toThrow(InputError);
    await expect(auditLabelSets([{ text: "a" }] as never, { encoder })).rejects.toThrow("{ text, labels }");
  });
});

it("an audit of a tree says at which level label and proposal part", async () => {
  const paths: Readonly<Record<string, string>> = {
    refund: "Mail > Money",
    delivery: "Mail > Parcel",
    praise: "Talk > Praise",
  };
  const examples = clean
    .filter(({ labels }) => labels.length === 1)
    .map(({ text, labels: [label] }) => ({ text, label: paths[label], origin: "real" as const }));
  const rowOf = (label: string, after: number) =>
    examples.findIndex((each, i) => i > after && each.label === label);
  const [near, far] = [rowOf("Mail > Money", 3), rowOf("Mail > Parcel", 9)];
  const flipped = examples.map((each, i) => {
    if (i === near) return { ...each, label: "Mail > Parcel" };
    return i === far ? { ...each, label: "Talk > Praise" } : each;
  });
  const { findings } = await auditExamples(flipped, { encoder });
  const found = new Map(findings.map((finding) => [finding.row, finding]));
  expect(found.get(near)).toMatchObject({ proposal: "Mail > Money", level: 2 });
  expect(found.get(near)!.reason).toContain('The two part at level 2, below "Mail".');
  expect(found.get(far)).toMatchObject({ proposal: "Mail > Parcel", level: 1 });
  expect(found.get(far)!.reason).toContain("The two part at the top level.");
});
