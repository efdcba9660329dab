import { describe, expect, it } from "vitest";
import { readPriors } from "../../src/cli/priors.ts";
import { fileOf } from "../task/sources.ts";

describe("--priors", () => {
  it.each<[string, unknown]>([
    ["balanced", "balanced"],
    ["observed", "observed"],
    ["refund=0.7,praise=0.3", { refund: 0.7, praise: 0.3 }],
    [" refund = 0.7 , a=b=0.3", { refund: 0.7, "a=b": 0.3 }],
    ['{"a, b": 0.7, "c=d": 3}', { "a, b": 0.7, "c=d": 3 }],
    ['{"balanced": 1, "{}.json": 2}', { balanced: 1, "{}.json": 2 }],
  ])("reads %j", async (value, priors) => {
    expect(await readPriors(value)).toEqual(priors);
  });

  it("reads a file, in which any text can be a name", async () => {
    expect(await readPriors(fileOf("priors.json", '{"a, b=c": 0.7, "d": 3}'))).toEqual({
      "a, b=c": 0.7,
      d: 3,
    });
    expect(await readPriors(fileOf("priors.yaml", '"a, b=c": 0.7\nd: 3\n'))).toEqual({ "a, b=c": 0.7, d: 3 });
  });

  it.each([
    "some",
    "refund=",
    "refund=0",
    "refund=-1",
    "refund=a,praise=1",
    "=1",
    "{}",
    '{"refund": "0.7"}',
    "",
  ])("rejects %j", async (value) => {
    await expect(readPriors(value)).rejects.toThrow(
      /^The option --priors must be balanced, observed, weights/,
    );
  });

  it("rejects incomplete JSON, and weights in a file that are not numbers", async () => {
    await expect(readPriors('{"a": 1')).rejects.toThrow(/--priors begins with \{ but is not a JSON object/);
    await expect(readPriors(fileOf("priors.json", '{"a": "x"}'))).rejects.toThrow(/positive number/);
  });
});
