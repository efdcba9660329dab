import { expect, it } from "vitest";
import { usageSentence } from "../../src/cli/run-program.ts";

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
