import { describe, expect, it } from "vitest";
import {
  describeGeneration,
  describePlan,
  planNote,
  toJsonReport,
} from "../../src/cli/describe-generation.ts";
import type { GenerationReport } from "../../src/generation/generation-report.ts";

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

describe("the description of a generation", () => {
  it("names the language model, the number of texts, the cost and the files", () => {
    expect(describeGeneration(report)).toEqual({
      lines: [
        "openai:m generated 1,848 examples and 200 out-of-scope texts; 13 texts were dropped (11 refusal, 2 duplicate).",
        "240 calls, 90,000 tokens in, 61,000 tokens out.",
        "Files: examples in p/piles.jsonl, out-of-scope texts in p/none.jsonl, dropped texts in p/dropped.jsonl, replies in p/replies.jsonl.",
      ],
      warnings: [],
    });
  });

  it("adds the cost and the calls of earlier runs, if there are any", () => {
    const { lines } = describeGeneration({
      ...report,
      keptCalls: 40,
      spent: { ...report.spent, cost: 0.1445 },
    });
    expect(lines[1]).toBe(
      "240 calls (40 reused from an earlier run), 90,000 tokens in, 61,000 tokens out, cost 0.14.",
    );
  });

  it.each([
    [{}, '1 class has too few examples: "late" 3 of 24.'],
    [{ cap: "cost" }, '1 class has too few examples (the cap --max-cost was reached): "late" 3 of 24.'],
    [
      { error: new Error("m answered 400.") },
      '1 class has too few examples (m answered 400): "late" 3 of 24.',
    ],
  ] as const)("names the class with too few examples, and the cause: %j", (why, warning) => {
    expect(describeGeneration({ ...report, short: [{ ...short, ...why }] }).warnings).toEqual([warning]);
  });

  it("names the replies without a usable example, and how to repeat their calls", () => {
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
      "7 replies had no usable example (1 empty, 1 unreadable, 5 with only a refusal or a comment on the request); see p/replies.jsonl, lines 3, 7, 10, 11, 12 and 2 more. Run the same command again to repeat these calls, or add --fresh to repeat all calls.",
    ]);
    expect(describeGeneration({ ...report, unusable: unusable.slice(0, 1) }).warnings).toEqual([
      "1 reply had no usable example (1 unreadable); see p/replies.jsonl, line 7. Run the same command again to repeat these calls, or add --fresh to repeat all calls.",
    ]);
  });

  it("names ten classes with too few examples, and counts the others", () => {
    const many = Array.from({ length: 12 }, () => short);
    const [warning] = describeGeneration({ ...report, short: many }).warnings;
    expect(warning).toMatch(
      /^12 classes have too few examples: ("late" 3 of 24, ){9}"late" 3 of 24 and 2 more\.$/,
    );
  });

  it("keeps the message of an error in JSON", () => {
    const json = toJsonReport({ ...report, short: [{ ...short, error: new Error("m answered 400.") }] });
    expect(JSON.parse(JSON.stringify(json))).toEqual({
      ...report,
      short: [{ ...short, error: "m answered 400." }],
    });
  });
});

describe("the description of a plan", () => {
  const expense = { calls: 154, tokensIn: 60_000, tokensOut: 40_000, seconds: 37.4 };

  it("adds all calls, in columns", () => {
    const borders = { calls: 1, tokensIn: 900, tokensOut: 50, seconds: 0.8 };
    const refills = { calls: 308, tokensIn: 120_000, tokensOut: 80_000, seconds: 74.8 };
    expect(describePlan({ classes: expense, borders, refills, rowsShown: 0 }).slice(0, 4)).toEqual([
      "each class                                154 calls   60,000 tokens in   40,000 tokens out   about 37 s",
      "confused classes and out of scope, up to     1 call      900 tokens in       50 tokens out  about 0.8 s",
      "replacements of dropped texts, up to      308 calls  120,000 tokens in   80,000 tokens out   about 75 s",
      "total, up to                              463 calls  180,900 tokens in  120,050 tokens out  about 113 s",
    ]);
  });

  it("adds the cost if there are prices, which calls may not be needed, and how many examples are shown", () => {
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
    expect(lines[5]).toMatch(
      /The language model would see 6 of your examples; --share-examples 0 shows none\.$/,
    );
  });
});
