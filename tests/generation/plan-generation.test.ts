import { describe, expect, it } from "vitest";
import { openTokenCounter } from "../../src/encoder/count-tokens.ts";
import { type PlanInput, planRounds } from "../../src/generation/plan-generation.ts";
import { classes, encoder, goodAnswer, write } from "./writers.ts";

const settings = { examplesPerClass: 12, examplesPerCall: 5, shareExamples: 2 };
const examples = [
  ...["a", "b", "c"].map((text) => ({ label: "refund", text: `Row ${text}`, origin: "real" as const })),
  { label: "delivery", text: "Row", origin: "real" as const },
  { label: "account", text: "Row", origin: "generated" as const },
];

const plan = (options: Partial<PlanInput> = {}) =>
  planRounds({
    generator: "scripted",
    classes,
    examples: [],
    encoder,
    settings,
    countTokens: (text) => text.length,
    concurrency: 4,
    ...options,
  });

describe("the plan of the first round", () => {
  it("counts the requests that will be sent", async () => {
    const { asked } = await write(goodAnswer, { settings, examples, task: "support" });
    const sent = asked.filter(({ round }) => round === "classes");
    const found = await plan({ examples, task: "support" });
    expect(found.classes.calls).toBe(sent.length);
    const letters = sent.map(({ request }) => request.instructions.length + request.data.length);
    // 40 tokens per call for what a chat format and a schema add.
    expect(found.classes.tokensIn).toBe(letters.reduce((sum, each) => sum + each + 40, 0));
  });

  it("expects answers of the length that the slots request", async () => {
    const countTokens = await openTokenCounter();
    const { tokensOut } = (await plan({ countTokens })).classes;
    expect(tokensOut).toBeGreaterThan(36 * 12);
    expect(tokensOut).toBeLessThan(36 * 54);
    const twice = await plan({ settings: { ...settings, examplesPerClass: 24 } });
    expect(twice.classes.tokensOut).toBeGreaterThan(1.7 * tokensOut);
  });

  it("takes less time with more calls at a time, but never less than one call", async () => {
    const [one, four, many] = await Promise.all([1, 4, 1e6].map((concurrency) => plan({ concurrency })));
    expect(one.classes.seconds).toBeCloseTo(4 * four.classes.seconds, 9);
    expect(many.classes.seconds).toBe(0.8);
  });

  it("costs what the prices say, and nothing is said without prices", async () => {
    const { classes: expense } = await plan({ prices: { in: 2, out: 10 } });
    expect(expense.cost).toBeCloseTo((2 * expense.tokensIn + 10 * expense.tokensOut) / 1e6, 12);
    expect((await plan()).classes).not.toHaveProperty("cost");
  });
});

it("the plan of the second round has one out-of-scope call and two border calls per class", async () => {
  const { borders } = await plan();
  expect(borders.calls).toBe(3 * classes.length);
  const two = await plan({ classes: classes.slice(0, 2) });
  expect(two.borders.calls).toBe(2 + 2);
});

describe("the plan of the refills", () => {
  it("is what a model that returns only useless texts is asked for", async () => {
    const { asked } = await write(() => '{"texts": ["Где моя посылка?"]}', { settings, examples });
    const sent = asked.filter(({ round }) => round === "refill");
    const { refills } = await plan({ examples });
    expect(refills.calls).toBe(sent.length);
    expect(refills.calls).toBe(2 * (await plan()).classes.calls);
    const letters = sent.map(({ request }) => request.instructions.length + request.data.length);
    expect(refills.tokensIn).toBe(letters.reduce((sum, each) => sum + each + 40, 0));
  });

  it("is at least what any other generation requests", async () => {
    const { refills } = await plan();
    for (const good of [1, 3]) {
      const answer: typeof goodAnswer = (request, name) => {
        const { texts } = JSON.parse(goodAnswer(request, name) as string) as { texts: string[] };
        return JSON.stringify({ texts: texts.map((text, i) => (i < good ? text : "As an AI, I cannot.")) });
      };
      const { asked } = await write(answer, { settings });
      const sent = asked.filter(({ round }) => round === "refill");
      expect(sent.length).toBeLessThanOrEqual(refills.calls);
    }
  });
});

it("rows that would be shown are counted: real ones, as many of a class as are allowed", async () => {
  expect((await plan({ examples })).rowsShown).toBe(3);
  expect((await plan({ examples, settings: { ...settings, shareExamples: 0 } })).rowsShown).toBe(0);
});

it("a class without a prompt costs nothing", async () => {
  const bare = [...classes, { name: "by examples alone" }];
  expect((await plan({ classes: bare })).classes).toEqual((await plan()).classes);
});

it("a thousand classes have 40 out-of-scope calls", async () => {
  const many = Array.from({ length: 1_000 }, (_, i) => ({ name: `class ${i}`, prompt: `Number ${i}.` }));
  const found = await plan({ classes: many });
  expect(found.classes.calls).toBe(3 * 1_000);
  expect(found.borders.calls).toBe(2 * 1_000 + 40);
});
