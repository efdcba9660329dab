import { describe, expect, it } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { createProgram } from "../../src/cli/program.ts";
import { wholeNumber } from "../../src/cli/shared-options.ts";
import { testContext } from "./contexts.ts";

interface Call {
  readonly values: readonly string[];
  readonly options: object;
}

function callOf(...words: string[]): Promise<Call> {
  return new Promise((resolve, reject) => {
    const sort: Command = {
      name: "sort",
      summary: "Sorts.",
      arguments: [{ name: "[texts...]", description: "texts" }],
      options: [
        { flags: "--load <folder>", description: "model", defaultValue: "models/my_model" },
        { flags: "--class <pairs...>", description: "pairs" },
        {
          flags: "--top <number>",
          description: "top",
          alias: "--top_n <number>",
          parse: wholeNumber("--top", 1),
        },
        { flags: "--format <format>", description: "format", choices: ["jsonl", "csv"] },
        { flags: "--text-field <name>", description: "field" },
        { flags: "-v, --verbose", description: "say more" },
      ],
      examples: [{ line: "pilesort sort woof", meaning: "Sorts a text." }],
      run: async (values, options) => resolve({ values, options }),
    };
    createProgram([sort], "1.2.3", testContext()).parseAsync(words, { from: "user" }).catch(reject);
  });
}

describe("the parser of a command", () => {
  const load = "models/my_model";

  it.each<[string[], Call]>([
    [["sort"], { values: [], options: { load } }],
    [["sort", "woof", "a: b"], { values: ["woof", "a: b"], options: { load } }],
    [["sort", "woof", "--load", "m", "meow"], { values: ["woof", "meow"], options: { load: "m" } }],
    [["sort", "--", "-5 degrees"], { values: ["-5 degrees"], options: { load } }],
    [
      ["sort", "--class", "a: 1", "b: 2", "--class", "c: 3"],
      { values: [], options: { load, class: ["a: 1", "b: 2", "c: 3"] } },
    ],
    [["sort", "--top", "3"], { values: [], options: { load, top: 3 } }],
    [["sort", "--top_n", "3"], { values: [], options: { load, top: 3 } }],
    [
      ["sort", "--text-field=body", "-v"],
      { values: [], options: { load, textField: "body", verbose: true } },
    ],
  ])("parses %j", async (words, call) => {
    expect(await callOf(...words)).toEqual(call);
  });

  it.each([
    [["sort", "--lod", "m"], "Did you mean --load?"],
    [["srt"], "Did you mean sort?"],
    [["sort", "--load"], "argument missing"],
    [["sort", "--format", "xml"], "Allowed choices are jsonl, csv."],
    [["sort", "--top", "0"], 'The option --top must be a whole number, 1 or more; got "0".'],
    [["sort", "--top", "1.5"], 'The option --top must be a whole number, 1 or more; got "1.5".'],
  ])("rejects %j", async (words, reason) => {
    await expect(callOf(...words)).rejects.toThrow(reason);
  });
});
