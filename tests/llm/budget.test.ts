import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { Budget, type Reservation } from "../../src/llm/budget.ts";
import { budgetOf, requestOf } from "./calls.ts";

async function reserved(budget: Budget, data: string, maximumTokens: number): Promise<Reservation> {
  const reservation = await budget.reserve(requestOf(data, maximumTokens));
  if (typeof reservation === "string") throw new Error(`refused by the cap on ${reservation}`);
  return reservation;
}

describe("a budget", () => {
  it.each([
    [{ caps: { calls: -1 } }, "The option caps.calls must be a number, 0 or more; got -1."],
    [{ caps: { tokens: Number.NaN } }, "The option caps.tokens must be a number, 0 or more; got NaN."],
    [{ prices: { in: 1, out: -2 } }, "The option prices.out must be a number, 0 or more; got -2."],
    [
      { caps: { cost: 1 } },
      "A cap on cost needs prices per million tokens; set prices, or cap calls or tokens instead.",
    ],
  ])("rejects %j", (options, sentence) => {
    expect(() => budgetOf(options)).toThrow(new InputError(sentence));
  });

  it("counts the tokens that the model reports, else those of the texts", async () => {
    const budget = budgetOf({ prices: { in: 3, out: 5 } });
    (await reserved(budget, "data", 9)).answered("a", { text: "12345678", tokensIn: 100, tokensOut: 200 });
    (await reserved(budget, "data", 9)).answered("b", { text: "12345678" });
    expect(budget.spent).toEqual({
      calls: 2,
      tokensIn: 104,
      tokensOut: 208,
      cost: (3 * 104 + 5 * 208) / 1e6,
    });
  });

  it.each([
    -500,
    0,
    -0,
    1,
    1.9,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    1e15,
    undefined,
  ])("counts by itself where the model reports %s tokens", async (tokens) => {
    const budget = budgetOf();
    const reply = { text: "123456", tokensIn: tokens, tokensOut: tokens };
    (await reserved(budget, "data", 9)).answered("a", reply);
    expect(budget.spent).toEqual({ calls: 1, tokensIn: 4, tokensOut: 6 });
  });

  it("believes a report that is near its own count, and rounds it up", async () => {
    const budget = budgetOf();
    (await reserved(budget, "data", 9)).answered("a", { text: "123456", tokensIn: 2.5, tokensOut: 3 });
    expect(budget.spent).toEqual({ calls: 1, tokensIn: 3, tokensOut: 3 });
  });

  it("allows one more call of the same request as far as the cap on calls goes", async () => {
    const budget = budgetOf({ caps: { calls: 3 } });
    const reservation = await reserved(budget, "data", 9);
    expect([reservation.again(), reservation.again(), reservation.again()]).toEqual([true, true, false]);
    reservation.answered("a", { text: "12" });
    expect(budget.spent).toEqual({ calls: 3, tokensIn: 4, tokensOut: 2 });
  });

  it("knows no cost without prices", () => {
    expect(budgetOf().spent).toEqual({ calls: 0, tokensIn: 0, tokensOut: 0 });
  });

  it("counts a rejected attempt as a call, an abandoned one fully, and an unsent one not at all", async () => {
    const budget = budgetOf();
    (await reserved(budget, "data", 9)).refused();
    expect(budget.spent).toEqual({ calls: 1, tokensIn: 0, tokensOut: 0 });
    (await reserved(budget, "data", 9)).abandoned();
    expect(budget.spent).toEqual({ calls: 2, tokensIn: 4, tokensOut: 9 });
    (await reserved(budget, "data", 9)).unused();
    expect(budget.spent).toEqual({ calls: 2, tokensIn: 4, tokensOut: 9 });
  });

  it("counts a reply that was kept once, in however many rounds it is met", async () => {
    const budget = budgetOf();
    (await reserved(budget, "data", 9)).answered("a", { text: "12" });
    budget.countKeptReply("a", requestOf("data"), { text: "12" });
    budget.countKeptReply("b", requestOf("data"), { text: "12" });
    budget.countKeptReply("b", requestOf("data"), { text: "12" });
    expect(budget.spent).toEqual({ calls: 2, tokensIn: 8, tokensOut: 4 });
  });

  it("lets a call wait for what others may not need, and nobody overtakes it", async () => {
    const budget = budgetOf({ caps: { tokens: 20 } });
    const first = await reserved(budget, "", 15);
    const order: string[] = [];
    const second = reserved(budget, "", 10).then((each) => order.push("second") && each);
    const third = reserved(budget, "", 1).then((each) => order.push("third") && each);
    await Promise.resolve();
    expect(order).toEqual([]);
    first.answered("a", { text: "x".repeat(9) });
    await second;
    await third;
    expect(order).toEqual(["second", "third"]);
  });

  it("is closed to all once a call does not fit though nothing is under way", async () => {
    const budget = budgetOf({ caps: { tokens: 20 } });
    const first = await reserved(budget, "", 15);
    const second = budget.reserve(requestOf("", 10));
    first.answered("a", { text: "x".repeat(15) });
    expect(await second).toBe("tokens");
    expect(await budget.reserve(requestOf("", 1))).toBe("tokens");
  });

  it("holds room for the schema of the answer, which is sent along", async () => {
    const counted: string[] = [];
    const countTokens = (text: string) => {
      counted.push(text);
      return text.length;
    };
    const shape = z.object({ examples: z.array(z.string()) });
    const budget = new Budget({ countTokens });
    const reservation = await budget.reserve({ ...requestOf("data"), shape });
    if (typeof reservation !== "string") reservation.abandoned();
    const schema = counted.find((text) => text.startsWith("{"));
    expect(schema).toContain('"examples"');
    expect(budget.spent.tokensIn).toBe("data".length + schema!.length);
  });
});
