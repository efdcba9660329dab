import { describe, expect, it } from "vitest";
import { type BadRow, InputError, readLabelSets } from "../../../src/index.ts";
import { pieces } from "../sources.ts";

const read = (text: string, options: Parameters<typeof readLabelSets>[1] = {}) =>
  readLabelSets(pieces(text), options);

describe("reading texts with several labels", () => {
  it.each([
    ["a list in JSONL", '{"text":"x","labels":["a","b"]}', ["a", "b"]],
    ["an empty list", '{"text":"x","labels":[]}', []],
    ["null", '{"text":"x","labels":null}', []],
    ["one string", '{"text":"x","labels":"a; b"}', ["a", "b"]],
    ["numbers", '{"text":"x","labels":[1,2]}', ["1", "2"]],
    ["repeated labels", '{"text":"x","labels":["a","a"]}', ["a"]],
    ["a list in another field", '{"text":"x","tags":["a"]}', ["a"]],
  ])("takes %s", async (_, line, labels) => {
    expect(await read(`${line}\n`)).toEqual([{ text: "x", labels }]);
  });

  it("takes a column with a separator, an empty cell, and a list in JSON", async () => {
    const csv = 'text,labels\nx,a;b\ny,\nz,"[""a;1"", ""b""]"\n';
    expect((await read(csv, { format: "csv" })).map(({ labels }) => labels)).toEqual([
      ["a", "b"],
      [],
      ["a;1", "b"],
    ]);
    const other = await read("text,labels\nx,a|b;c\n", { format: "csv", labelSeparator: "|" });
    expect(other[0].labels).toEqual(["a", "b;c"]);
  });

  it("takes one column per class with 1 and 0", async () => {
    const csv = "id,text,a,b\n7,x,1,0\n8,y,0,0\n9,z,1,true\n";
    const labels = [["a"], [], ["a", "b"]];
    expect((await read(csv, { format: "csv" })).map((row) => row.labels)).toEqual(labels);
    const known = await read(csv, { format: "csv", classes: ["b"] });
    expect(known.map((row) => row.labels)).toEqual([[], [], ["b"]]);
  });

  it.each([
    ["a row without labels", '{"text":"x","labels":["a"]}\n{"text":"y"}\n', {}, "line 2: has no labels"],
    ["a label that is an object", '{"text":"x","labels":[{"a":1}]}\n', {}, "label that is n"],
    ["no field of labels", "id,text\n7,x\n", { format: "csv" as const }, "has neither a field"],
    [
      "a column of a class with another value",
      "text,a\nx,1\ny,maybe\n",
      { format: "csv" as const, classes: ["a"] },
      'line 3: has "maybe" in the column "a"',
    ],
    ["an empty file", "", {}, "no row"],
  ])("rejects %s, with its place", async (_, text, options, message) => {
    await expect(read(text, options)).rejects.toThrow(message);
    await expect(read(text, options)).rejects.toBeInstanceOf(InputError);
  });

  it("skips invalid rows if asked to", async () => {
    const skipped: BadRow[] = [];
    const rows = await read('{"text":"x","tags":["a"]}\n{"text":"y"}\n', {
      onBadRow: "skip",
      onBadRowSkipped: (row) => void skipped.push(row),
    });
    expect(rows).toHaveLength(1);
    expect(skipped.map(({ line }) => line)).toEqual([2]);
  });
});
