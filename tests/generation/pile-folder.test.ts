import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openPileFolder, type PileFolder } from "../../src/generation/pile-folder.ts";
import { readGenerated, readNoneExamples } from "../../src/task/examples.ts";
import { isBlank } from "../../src/task/visible-text.ts";
import { anyText, emptyFolder, mistakeIn, throughUtf8 } from "../task/sources.ts";

const example = (label: string, text: string, call = "1") =>
  ({ label, text, origin: "generated", source: { generator: "m", call } }) as const;
type PileContents = Parameters<PileFolder["write"]>[0];
const contents: PileContents = {
  classes: ["cat", "dog", "bird"],
  examples: [
    example("cat", "meow"),
    example("dog", "woof"),
    example("cat", "purr"),
    example("cat", "hiss", "2"),
  ],
  none: [{ text: "moo", origin: "generated", source: { generator: "m", call: "3" } }],
  dropped: [{ label: "cat", text: "", reason: "empty" }],
};

async function written(more: Partial<PileContents> = {}) {
  const folder = emptyFolder();
  await (await openPileFolder(folder, false)).write({ ...contents, ...more });
  return folder;
}
const textOf = (folder: string, name = "piles.jsonl") => readFileSync(join(folder, name), "utf8");

describe("a folder of piles", () => {
  it("has one line per class in their order, with the generator of each example", async () => {
    const folder = await written();
    const lines = textOf(folder).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        class_name: "cat",
        examples: ["meow", "purr", "hiss"],
        sources: [
          { generator: "m", call: "1", examples: 2 },
          { generator: "m", call: "2", examples: 1 },
        ],
      },
      { class_name: "dog", examples: ["woof"], sources: [{ generator: "m", call: "1", examples: 1 }] },
      { class_name: "bird", examples: [], sources: [] },
    ]);
    expect(textOf(folder, "none.jsonl")).toBe('{"text":"moo","generator":"m","call":"3"}\n');
    expect(textOf(folder, "dropped.jsonl")).toBe('{"label":"cat","text":"","reason":"empty"}\n');
    expect(readdirSync(folder).sort()).toEqual([
      "dropped.jsonl",
      "none.jsonl",
      "piles.jsonl",
      "piles.sha256",
    ]);
  });

  it("is read back unchanged, whatever the texts", async () => {
    const text = anyText.filter((each) => !isBlank(each)).map(throughUtf8);
    const anyExample = fc.tuple(fc.constantFrom("cat", "dog"), text, fc.constantFrom("1", "2"));
    await fc.assert(
      fc.asyncProperty(fc.array(anyExample), fc.array(text), async (all, none) => {
        const examples = all
          .map((each) => example(...each))
          .sort((a, b) => (a.label === b.label ? 0 : a.label < b.label ? -1 : 1));
        const outside = none.map((each) => ({ ...contents.none[0], text: each }));
        const folder = await written({ examples, none: outside });
        expect(await readGenerated(join(folder, "piles.jsonl"))).toEqual(examples);
        expect(await readNoneExamples(join(folder, "none.jsonl"))).toEqual(outside);
      }),
      { numRuns: 40 },
    );
  });

  it("is written again and again while nobody edits it", async () => {
    const folder = await written();
    for (const classes of [["cat"], ["cat", "dog"], ["dog"]]) {
      await (await openPileFolder(folder, false)).write({ ...contents, classes });
    }
    expect(textOf(folder).trimEnd().split("\n")).toHaveLength(1);
  });

  it("is known as our own after a kill between the checksums and the piles", async () => {
    const folder = await written();
    const before = textOf(folder);
    await (await openPileFolder(folder, false)).write({ ...contents, classes: ["dog"] });
    // The new checksums with the old piles.
    writeFileSync(join(folder, "piles.jsonl"), before);
    await expect(openPileFolder(folder, false)).resolves.toBeDefined();
  });
});

describe("piles that were edited", () => {
  const sentence =
    "was edited by hand and would be overwritten; train with it as --generated and without --llm, or move it to another folder.";
  it.each([
    ["a text more", (text: string) => text.replace("[", '["mew",')],
    ["a line less", (text: string) => text.slice(text.indexOf("\n") + 1)],
    ["a space at the end", (text: string) => `${text} `],
  ])("are rejected and kept: %s", async (_, edit) => {
    const folder = await written();
    const edited = edit(textOf(folder));
    writeFileSync(join(folder, "piles.jsonl"), edited);
    const path = join(folder, "piles.jsonl");
    expect(await mistakeIn(() => openPileFolder(folder, false))).toBe(`${path}: ${sentence}`);
    expect(textOf(folder)).toBe(edited);
  });

  it("are those that somebody else put there, too", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "piles.jsonl"), "mine\n");
    expect(await mistakeIn(() => openPileFolder(folder, false))).toContain(sentence);
  });

  it("are renamed with fresh, to an unused name", async () => {
    const folder = await written();
    for (const text of ["first", "second"]) {
      writeFileSync(join(folder, "piles.jsonl"), text);
      await (await openPileFolder(folder, true)).write(contents);
    }
    expect(textOf(folder, "piles-edited-1.jsonl")).toBe("first");
    expect(textOf(folder, "piles-edited-2.jsonl")).toBe("second");
    expect(await readGenerated(join(folder, "piles.jsonl"))).toHaveLength(4);
  });

  it("are not looked for with fresh where nobody edited them", async () => {
    const folder = await written();
    await openPileFolder(folder, true);
    expect(readdirSync(folder)).not.toContain("piles-edited-1.jsonl");
  });
});
