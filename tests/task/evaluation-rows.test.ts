import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { readEvaluationRows } from "../../src/task/evaluation-rows.ts";
import { pieces } from "./sources.ts";

describe("rows to evaluate with", () => {
  it("may have the label null, which says that a text belongs to none of the classes", async () => {
    const lines = [
      '{"text": "a", "label": "x"}',
      '{"text": "b", "label": null}',
      '{"text": "c", "label": 1}',
    ];
    expect(await readEvaluationRows(pieces(lines.join("\n")), { format: "jsonl" })).toEqual([
      { text: "a", label: "x" },
      { text: "b", label: null },
      { text: "c", label: "1" },
    ]);
  });

  it.each([
    ["an empty label", '{"text": "a", "label": ""}', "jsonl" as const],
    ["an empty cell", "text,label\na,\n", "csv" as const],
  ])('have the label "" for %s, which is not out of scope', async (_, text, format) => {
    expect(await readEvaluationRows(pieces(text), { format })).toEqual([{ text: "a", label: "" }]);
  });

  it.each([
    ["a row without a label", '{"text": "a"}', "jsonl" as const],
    ["lines", "a\nb\n", "lines" as const],
  ])("refuse %s", async (_, text, format) => {
    await expect(readEvaluationRows(pieces(text), { format })).rejects.toThrow(InputError);
  });
});
