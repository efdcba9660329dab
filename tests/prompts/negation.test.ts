import { describe, expect, it } from "vitest";
import { isExclusion } from "../../src/prompts/negation.ts";

describe("a clause", () => {
  it.each([
    "not late parcels",
    "except for fees",
    "It is not a complaint",
    "It does not include fees",
    "The customer is not asking for a parcel",
    "Late parcels belong to delivery",
    "Lost cards have their own class",
    "and parcels are not included",
    "so no parcel is meant",
  ])("that excludes something from the class: %s", (clause) => {
    expect(isExclusion(clause)).toBe(true);
  });

  it.each([
    "Money was sent, and the recipient does not have it",
    "Tap-to-pay does not work",
    "why a document is not accepted",
    "a card that they do not yet have",
    "Which zone a city belongs to",
    "They want another one",
  ])("that states a negated fact: %s", (clause) => {
    expect(isExclusion(clause)).toBe(false);
  });
});
