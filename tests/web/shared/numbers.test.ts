import { describe, expect, it } from "vitest";
import { count, percent } from "../../../web/shared/numbers.ts";

describe("numbers on pages", () => {
  it("formats shares as percentages and counts with separators", () => {
    expect([percent(0.9342), percent(0), percent(1)]).toEqual(["93.4 %", "0.0 %", "100.0 %"]);
    expect([count(7), count(12345)]).toEqual(["7", "12,345"]);
  });
});
