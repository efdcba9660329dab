import { describe, expect, it } from "vitest";
import {
  describeGeneration,
  describePlan,
  planNote,
  toJsonReport,
} from "../../src/cli/describe-generation.ts";
import type { GenerationReport } from "../../src/generation/generation.ts";

const report: GenerationReport = {
  generators: ["openai:m"],
  examples: 1848,
  noneExamples: 200,
  dropped: { duplicate: 2, refusal: 11 },
  spent: { calls: 240, tokensIn: 90_000, tokensOut: 61_000 },
  adaptations: [],
  keptCalls: 0,
  unusable: [],
  short: [],
  files: {
    piles: "p/piles.jsonl",
    none: "p/none.jsonl",
    dropped: "p/dropped.jsonl",
    replies: "p/replies.jsonl",
  },
};
const short = { label: "late", examples: 3, wanted: 24 };

describe("a report of a writing", () => {
  it("says who wrote what, what it took, and where it lies", () => {
    expect(describeGeneration(report)).toEqual({
      lines: [
        "openai:m wrote 1,848 examples and 200 texts of none; 13 dropped (11 refusal, 2 duplicate).",
        "240 calls, 90,000 tokens in, 61,000 out.",
        "Piles: p/piles.jsonl, texts of none: p/none.jsonl, dropped texts: p/dropped.jsonl, replies: p/replies.jsonl.",
      ],
      warnings: [],
    });
  });

  it("tells the cost and the calls of earlier runs where there are any", () => {
    const { lines } = describeGeneration({
      ...report,
      keptCalls: 40,
      spent: { ...report.spent, cost: 0.1445 },
    });
    expect(lines[1]).toBe(
      "240 calls, 40 of them kept from an earlier run, 90,000 tokens in, 61,000 out, cost 0.14.",
    );
  });

  it.each([
    [{}, '1 class is short of examples: "late" 3 of 24.'],
    [{ cap: "cost" }, '1 class is short of examples (the cap on cost was reached): "late" 3 of 24.'],
    [
      { error: new Error("m answered 400.") },
      '1 class is short of examples (m answered 400): "late" 3 of 24.',
    ],
  ] as const)("says which class is short, and why: %j", (why, warning) => {
    expect(describeGeneration({ ...report, short: [{ ...short, ...why }] }).warnings).toEqual([warning]);
  });

  it("says which replies gave no example, where they are, and how to have their calls made again", () => {
    const unusable = [
      { label: "late", call: "a", reason: "unreadable", line: 7 },
      { label: null, call: "b", reason: "empty", line: 3 },
      ...Array.from({ length: 5 }, (_, i) => ({
        label: "late",
        call: `c${i}`,
        reason: "no example",
        line: 10 + i,
      })),
    ] as GenerationReport["unusable"];
    const { warnings } = describeGeneration({ ...report, unusable });
    expect(warnings).toEqual([
      "7 replies gave no example (1 empty, 1 without a text that could be read, 5 only refusals or talk about the request): see p/replies.jsonl, lines 3, 7, 10, 11, 12 and 2 more. Run the same command again to make these calls again, or add --fresh to make all calls again.",
    ]);
    expect(describeGeneration({ ...report, unusable: unusable.slice(0, 1) }).warnings).toEqual([
      "1 reply gave no example (1 without a text that could be read): see p/replies.jsonl, line 7. Run the same command again to make these calls again, or add --fresh to make all calls again.",
    ]);
  });

  it("names ten short classes, and counts the others", () => {
    const many = Array.from({ length: 12 }, () => short);
    const [warning] = describeGeneration({ ...report, short: many }).warnings;
    expect(warning).toMatch(
      /^12 classes are short of examples: ("late" 3 of 24, ){9}"late" 3 of 24 and 2 more\.$/,
    );
  });

  it("in JSON keeps the message of an error", () => {
    const json = toJsonReport({ ...report, short: [{ ...short, error: new Error("m answered 400.") }] });
    expect(JSON.parse(JSON.stringify(json))).toEqual({
      ...report,
      short: [{ ...short, error: "m answered 400." }],
    });
  });
});

describe("a plan", () => {
  const expense = { calls: 154, tokensIn: 60_000, tokensOut: 40_000, seconds: 37.4 };

  it("adds up all that may be asked, in columns", () => {
    const borders = { calls: 1, tokensIn: 900, tokensOut: 50, seconds: 0.8 };
    const refills = { calls: 308, tokensIn: 120_000, tokensOut: 80_000, seconds: 74.8 };
    expect(describePlan({ classes: expense, borders, refills, rowsShown: 0 }).slice(0, 4)).toEqual([
      "every class by itself       154 calls   60,000 tokens in   40,000 out   about 37 s",
      "borders and none, up to        1 call      900 tokens in       50 out  about 0.8 s",
      "again where dropped, up to  308 calls  120,000 tokens in   80,000 out   about 75 s",
      "in all, up to               463 calls  180,900 tokens in  120,050 out  about 113 s",
    ]);
  });

  it("tells the cost where there are prices, what is seldom asked, and how many rows are shown", () => {
    const lines = describePlan({
      classes: { ...expense, cost: 0.5 },
      borders: { ...expense, cost: 0.75 },
      refills: { ...expense, cost: 1 },
      rowsShown: 6,
    });
    expect(lines.slice(0, 4).map((line) => /cost .*$/.exec(line)?.[0])).toEqual([
      "cost 0.50",
      "cost 0.75",
      "cost 1.00",
      "cost 2.25",
    ]);
    expect(lines[4]).toBe(planNote);
    expect(lines[5]).toMatch(/6 rows of yours would be shown to it; --share-examples 0 shows none\.$/);
  });
});
