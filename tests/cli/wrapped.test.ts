import { describe, expect, it } from "vitest";
import { shortenedName } from "../../src/cli/wrapped.ts";

describe("shortenedName", () => {
  it.each([
    ["Phones", 12, "Phones"],
    ["Electronics > Phones > Smartphones", 14, "…> Smartphones"],
    ["a name without a path", 8, "a name …"],
  ])("shortens %j to %i characters", (name, width, shown) => {
    expect(shortenedName(name, width)).toBe(shown);
  });
});
