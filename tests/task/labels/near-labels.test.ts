import { describe, expect, it } from "vitest";
import { areNearKeys, labelKey } from "../../../src/task/labels/near-labels.ts";

const areSpellings = (one: string, other: string): boolean => labelKey(one) === labelKey(other);
const areNear = (one: string, other: string): boolean => areNearKeys(labelKey(one), labelKey(other));

describe("spellings of one name", () => {
  it.each([
    ["refund", "Refund"],
    ["refund", " refund\t"],
    ["refund", "refund\u200b"],
    ["refund", "\ufeffre\u00adfund"],
    ["re fund", "re  fund"],
    ["re fund", "re\u00a0fund"],
    ["cancel order", "cancel_order"],
    ["cancel order", "cancel-order"],
    ["cancel order", "Cancel – Order"],
    ["café", "cafe\u0301"],
    ["STRASSE", "straße"],
    ["1", "1.0"],
    ["1", "1."],
    ["1", "01"],
    ["true", "True"],
  ])("%j and %j are", (one, other) => {
    expect(areSpellings(one, other)).toBe(true);
  });

  it.each([
    ["1", "-1"],
    ["1", "1.5"],
    ["A", "A-"],
    ["A+", "A-"],
    ["C", "C++"],
    ["-", "_"],
    ["", "-"],
    ["12345678901234567890", "12345678901234567891"],
    ["v1.0", "v1"],
  ])("%j and %j are not", (one, other) => {
    expect(areSpellings(one, other)).toBe(false);
  });
});

describe("typing errors", () => {
  it.each([
    ["refund", "refnud"],
    ["refund", "refun"],
    ["refund", "refunds"],
    ["refund", "retund"],
    ["complaint", "complainnt"],
    ["cancellation", "cancelation"],
    ["subscription", "subscribtoin"],
    ["refund request", "refund reqest"],
    ["log in", "login"],
    ["mail", "mails"],
  ])("%j is near %j", (one, other) => {
    expect(areNear(one, other)).toBe(true);
    expect(areNear(other, one)).toBe(true);
  });

  it.each([
    ["class 1", "class 2"],
    ["class1", "class2"],
    ["room 12", "room 21"],
    ["type a", "type b"],
    ["section iv", "section vi"],
    ["north", "south"],
    ["cat", "car"],
    ["cold", "gold"],
    ["male", "female"],
    ["positive", "negative"],
    ["active", "inactive"],
    ["moral", "amoral"],
    ["legal", "illegal"],
    ["credit", "debit"],
    ["猫", "犬"],
    ["plan", "plan b"],
    ["refund", "refund"],
  ])("%j is not near %j", (one, other) => {
    expect(areNear(one, other)).toBe(false);
  });
});
