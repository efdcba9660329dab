import { describe, expect, it } from "vitest";
import { clock, counted, fileSize, megabytes, percent, seconds } from "../../src/files/readable-numbers.ts";

describe("readable numbers", () => {
  it.each([
    [0, "0 rows"],
    [1, "1 row"],
    [1155, "1,155 rows"],
  ])("counts %d as %s", (number, text) => {
    expect(counted(number, "row")).toBe(text);
  });

  it.each([
    [0, "0:00"],
    [7_400, "0:07"],
    [59_700, "1:00"],
    [3_599_000, "59:59"],
    [3_750_000, "1:02:30"],
  ])("shows %d milliseconds on a clock as %s", (milliseconds, text) => {
    expect(clock(milliseconds)).toBe(text);
  });

  it("shows the size of a file in kB below one megabyte", () => {
    expect([0, 1, 600_001, 999_999, 1_000_000].map(fileSize)).toEqual([
      "0 kB",
      "1 kB",
      "601 kB",
      "1000 kB",
      "1.0 MB",
    ]);
  });

  it("rounds seconds, shares and bytes", () => {
    expect([seconds(412), seconds(31_800), percent(0.8812), megabytes(34_123_456)]).toEqual([
      "0.4 s",
      "32 s",
      "88.1 %",
      "34.1 MB",
    ]);
  });
});
