import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortenRuns } from "../../src/encoder/shorten-runs.ts";

const base64 = randomBytes(30_000).toString("base64");
// 40,000 characters are 526 lines of 76 and a shorter one, which may as well be a word.
const lines = base64.match(/.{76}/g)!.join("\r\n");

describe("shortenRuns", () => {
  it.each([
    ["base64 in one run", base64],
    ["base64 in lines, as mails carry it", lines],
    ["hexadecimal digits", randomBytes(500).toString("hex")],
    ["a row of dashes", "-".repeat(5000)],
  ])("keeps the words around %s and its first 32 characters", (_, run) => {
    expect(shortenRuns(`See here: ${run}\nBest regards`)).toBe(`See here: ${run.slice(0, 32)}\nBest regards`);
  });

  it("keeps the host of a long address and the words after it", () => {
    const address = `https://example.com/parcels/late?token=${"a1%2F".repeat(100)}`;
    expect(shortenRuns(`Look at ${address} please`)).toBe(`Look at ${address.slice(0, 64)} please`);
  });

  it.each([
    ["words", "the parcel is late ".repeat(1000)],
    ["one line of JSON", JSON.stringify({ error: "payment failed", items: ["a", "b"] }).repeat(50)],
    ["a list without blanks", "refund,payment,late,parcel;".repeat(50)],
    ["Chinese, which has no blanks", "请退款我的订单".repeat(1000)],
    ["Thai, which has none either", "ฉันต้องการเงินคืน".repeat(1000)],
    ["a short address", "https://example.com/parcels/late"],
    ["a checksum", randomBytes(32).toString("hex")],
  ])("does not change %s", (_, text) => {
    expect(shortenRuns(text)).toBe(text);
  });

  it("never makes a text longer, and changes nothing the second time", () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a".repeat(70), "https://", "=".repeat(120), " ", "\n", "word", "é"), {
          maxLength: 40,
        }),
        (parts) => {
          const text = parts.join("");
          const once = shortenRuns(text);
          expect(once.length).toBeLessThanOrEqual(text.length);
          expect(shortenRuns(once)).toBe(once);
        },
      ),
    ));
});
