import { expect, it } from "vitest";
import { usageSentence, withFlags } from "../../src/cli/run-program.ts";

it.each([
  ["error: unknown option '--lod'\n(Did you mean --load?)", "Unknown option '--lod'; did you mean --load?"],
  [
    "error: unknown option '--lo'\n(Did you mean one of --load, --top?)",
    "Unknown option '--lo'; did you mean one of --load, --top?",
  ],
  ["error: unknown option '-x'", "Unknown option '-x'; --help shows the usage."],
  [
    "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are jsonl, csv.",
    "Option '--format <format>' argument 'xml' is invalid; allowed choices are jsonl, csv; --help shows the usage.",
  ],
])("makes one sentence of %j", (message, sentence) => {
  expect(usageSentence(message)).toBe(sentence);
});

it.each([
  ["Give rows as the option heldOut (--calibrate).", "Give rows as --calibrate."],
  ["The option llm (--llm) must be openai:NAME.", "The option --llm must be openai:NAME."],
  ["Set keepGoing (--keep-going) to train.", "Set --keep-going to train."],
  ["Use the folder of the piles (--piles).", "Use the folder of the piles (--piles)."],
])("names only flags in %j", (message, sentence) => {
  expect(withFlags(message)).toBe(sentence);
});
