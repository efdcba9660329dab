import { type createReadStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { parseLocated } from "../../src/files/located-document.ts";
import type { ReadOptions } from "../../src/files/read-text.ts";
import { readTaskFile } from "../../src/task/read-task-file.ts";
import { isBlank } from "../../src/task/visible-text.ts";
import { anyText, emptyFolder, fileOf, mistakeIn, throughUtf8 } from "./sources.ts";

/** A file system that holds one text under every name. */
function holding(text: string): ReadOptions {
  const open = () => Readable.from([Buffer.from(text)]) as ReturnType<typeof createReadStream>;
  return { fileSystem: { createReadStream: open } };
}

const cats = [
  { name: "cat", prompt: "Purrs." },
  { name: "dog", prompt: "Barks." },
];

describe("a file of classes", () => {
  it.each([
    ["names and prompts in JSON", "a.json", '{"cat": "Purrs.", "dog": "Barks."}'],
    ["JSON with tabs and CRLF", "a.json", '{\r\n\t"cat": "Purrs.",\r\n\t"dog": "Barks."\r\n}\r\n'],
    ["JSON with a byte order mark", "a.json", '\ufeff{"cat": "Purrs.", "dog": "Barks."}'],
    ["names and prompts in YAML", "a.yaml", "cat: Purrs.\ndog: >\n  Barks.\n"],
    ["classes of a task by name", "a.yml", "classes: {cat: Purrs., dog: Barks.}\n"],
    [
      "classes of a task as a list",
      "a.YAML",
      "classes:\n- name: cat\n  prompt: Purrs.\n- {prompt: Barks., name: ' dog '}\n",
    ],
  ])("may hold %s", async (_, name, text) => {
    expect(await readClasses(fileOf(name, text))).toEqual(cats);
  });

  it("has a listed class without a prompt if it is absent or null", async () => {
    const text = '{"classes": [{"name": "a"}, {"name": "b", "prompt": null, "metadata": {"id": [1]}}]}';
    expect(await readClasses("a.json", holding(text))).toEqual([
      { name: "a" },
      { name: "b", metadata: { id: [1] } },
    ]);
  });

  it('may name a class "classes"', async () => {
    expect(await readClasses("a.yaml", holding("classes: lessons\nbreaks: no lessons\n"))).toEqual([
      { name: "classes", prompt: "lessons" },
      { name: "breaks", prompt: "no lessons" },
    ]);
  });

  it("keeps YAML keys as they are in the file", async () => {
    const text = "01: a\n1.0: b\ntrue: c\nnull: d\nno: e\n<<: f\n__proto__: g\nconstructor: h\n";
    const names = (await readClasses("a.yaml", holding(text))).map(({ name }) => name);
    expect(names).toEqual(["01", "1.0", "true", "null", "no", "<<", "__proto__", "constructor"]);
  });

  const anyClasses = fc
    .uniqueArray(fc.tuple(anyText, anyText), { selector: ([name]) => name.trim(), minLength: 1 })
    .filter((classes) => classes.every(([name, prompt]) => name.trim() !== "" && !isBlank(prompt)));
  it.each([
    ["JSON", "a.json", (value: object) => JSON.stringify(value)],
    ["indented JSON", "a.json", (value: object) => JSON.stringify(value, null, "\t")],
    ["YAML", "a.yaml", (value: object) => `---\n${stringify(value)}`],
  ])("returns any names and prompts that were written as %s", async (_, file, write) => {
    await fc.assert(
      fc.asyncProperty(anyClasses, async (classes) => {
        const read = await readClasses(file, holding(write(Object.fromEntries(classes))));
        const expected = classes.map(([name, prompt]) => [
          throughUtf8(name.trim()),
          throughUtf8(prompt.trim()),
        ]);
        const found = read.map(({ name, prompt = "" }) => [throughUtf8(name), throughUtf8(prompt)]);
        expect(found.sort()).toEqual(expected.sort());
      }),
    );
  });
});

describe("a task file", () => {
  it("may have examples and metadata", async () => {
    const text = `
name: Pets
description: Who says so.
classes: {cat: Purrs.}
examples:
- {text: meow, label: " cat"}
- {text: hiss, label: cat, origin: generated}
metadata: {owner: me}
`;
    expect(await readTaskFile("a.yaml", holding(text))).toEqual({
      name: "Pets",
      description: "Who says so.",
      classes: [{ name: "cat", prompt: "Purrs." }],
      examples: [
        { text: "meow", label: "cat", origin: "real" },
        { text: "hiss", label: "cat", origin: "generated" },
      ],
      metadata: { owner: "me" },
    });
  });
});

describe("an invalid file is rejected with one sentence and its line", () => {
  it.each([
    [
      "nothing in it",
      "a.json",
      "",
      'a.json, line 1: must be an object such as {"a class": "what belongs to it", ...}.',
    ],
    [
      "a list",
      "a.json",
      "\n[1, 2]",
      'a.json, line 2: must be an object such as {"a class": "what belongs to it", ...}.',
    ],
    ["no classes", "a.json", "{}", "a.json, line 1: holds no classes; name at least two classes."],
    [
      "an empty list",
      "a.yaml",
      "name: x\nclasses: []",
      "a.yaml, line 2: holds no classes; name at least two classes.",
    ],
    [
      "malformed JSON",
      "a.json",
      '{"a": "x",\n"b": "y"\n"c": "z"}',
      /^a\.json, line 3: is malformed \(.+\)\.$/,
    ],
    ["JSON cut short", "a.json", '{"a": "x",\n"b": ', /^a\.json, line 2: is malformed \(.+\)\.$/],
    ["malformed YAML", "a.yaml", "a: x\nb: [y\n", /^a\.yaml, line \d: is malformed \(.+\)\.$/],
    [
      "a description with a colon",
      "a.yaml",
      "a: x\nb: y: z\n",
      /^a\.yaml, line 2: has a text with a colon .*quotes/,
    ],
    ["two documents", "a.yaml", "a: x\n---\nb: y\n", /^a\.yaml, line 2: is malformed \(.+\)\.$/],
    [
      "a bomb of aliases",
      "a.yaml",
      `a: &a [x]\n${"bcdefgh".replace(/./g, (key, i: number) => `${key}: &${key} [${`*${"abcdefgh"[i]},`.repeat(9)}]\n`)}`,
      /^a\.yaml: is malformed \(.+\)\.$/,
    ],
    [
      "a key twice in JSON",
      "a.json",
      '{"a": "x",\n"b": "y",\n"a": "z"}',
      'a.json, line 3: has the key "a" twice; keep one of them.',
    ],
    [
      "a key twice in YAML",
      "a.yaml",
      'a: x\nb: y\n"a": z\n',
      'a.yaml, line 3: has the key "a" twice; keep one of them.',
    ],
    [
      "__proto__ twice",
      "a.json",
      '{"__proto__": "x",\n"__proto__": "y"}',
      'a.json, line 2: has the key "__proto__" twice; keep one of them.',
    ],
    [
      "a key twice within",
      "a.yaml",
      "classes:\n- name: a\n- name: b\n  name: c\n",
      'a.yaml, line 4: has the key "name" twice; keep one of them.',
    ],
    [
      "duplicate names except for blanks",
      "a.json",
      '{"a": "x",\n" a": "y"}',
      'a.json, line 2: The class "a" is given twice; give each class one description.',
    ],
    [
      "duplicate names in a list",
      "a.yaml",
      "classes:\n- name: a\n- name: a\n",
      'a.yaml, line 3: The class "a" is given twice; give each class one description.',
    ],
    [
      "an empty name",
      "a.json",
      '{"a": "x",\n"": "y"}',
      "a.json, line 2: The name of a class is empty; give each class a name.",
    ],
    [
      "a blank name in a list",
      "a.yaml",
      "classes:\n- name: a\n- name: ' '\n",
      "a.yaml, line 3: The name of a class is empty; give each class a name.",
    ],
    [
      "an empty prompt",
      "a.json",
      '{"a": "x",\n"b": ""}',
      'a.json, line 2: The description (prompt) of the class "b" is empty; describe what belongs to the class.',
    ],
    [
      "a forgotten prompt",
      "a.yaml",
      "a: x\nb:\n",
      'a.yaml, line 2: The description (prompt) of the class "b" is missing.',
    ],
    [
      "a prompt that is a number",
      "a.yaml",
      "a: x\nb: 7\n",
      'a.yaml, line 2: The description (prompt) of the class "b" must be a string (in quotes).',
    ],
    [
      "a prompt that is a list",
      "a.json",
      '{"a": ["x"]}',
      'a.json, line 1: The description (prompt) of the class "a" must be a string (in quotes).',
    ],
    [
      "an empty prompt in a list",
      "a.yaml",
      "classes:\n- name: a\n  prompt: ''\n",
      'a.yaml, line 2: The description (prompt) of the class "a" is empty; describe what belongs to the class.',
    ],
    [
      "a name that is a number",
      "a.yaml",
      "classes:\n- name: a\n- name: 7\n",
      "a.yaml, line 3: classes[1].name must be a string (in quotes).",
    ],
    [
      "no name",
      "a.yaml",
      "classes:\n- name: a\n- prompt: x\n",
      "a.yaml, line 3: classes[1].name is missing; it must be a string (in quotes).",
    ],
    ["a class that is a text", "a.yaml", "classes:\n- a\n", "a.yaml, line 2: classes[0] must be an object."],
    [
      "a key misspelled",
      "a.yaml",
      "classes: {a: x}\nmetdata: {}\n",
      'a.yaml, line 2: the file has the unknown key "metdata"; correct or remove it.',
    ],
    [
      "a class's key misspelled",
      "a.yaml",
      "classes:\n- name: a\n- name: b\n  promt: x\n",
      'a.yaml, line 4: classes[1] has the unknown key "promt"; correct or remove it.',
    ],
    [
      "metadata that JSON cannot hold",
      "a.yaml",
      "classes: {a: x}\nmetadata: {b: .inf}\n",
      "a.yaml, line 2: metadata must be an object of JSON values.",
    ],
    [
      "metadata that hold themselves",
      "a.yaml",
      "classes: {a: x}\nmetadata: &m {b: *m}\n",
      "a.yaml, line 2: metadata must be an object of JSON values.",
    ],
    [
      "an example without label",
      "a.yaml",
      "classes: {a: x}\nexamples:\n- text: y\n",
      "a.yaml, line 3: examples[0].label is missing; it must be a string (in quotes).",
    ],
    [
      "an example of a blank label",
      "a.yaml",
      "classes: {a: x}\nexamples:\n- {text: y, label: ' '}\n",
      "a.yaml, line 3: The name of a class is empty; give each class a name.",
    ],
    [
      "an unknown origin",
      "a.yaml",
      "classes: {a: x}\nexamples:\n- {text: y, label: a, origin: b}\n",
      "a.yaml, line 3: examples[0].origin must be one of generated, real.",
    ],
    ["another extension", "a.toml", "", "a.toml: must be a .json, .yaml or .yml file."],
  ])("%s", async (_, name, text, sentence) => {
    const message = await mistakeIn(() => readTaskFile(name, holding(text)));
    if (sentence instanceof RegExp) expect(message).toMatch(sentence);
    else expect(message).toBe(sentence);
  });

  it.each([
    ["no such file", "nowhere/a.json", "nowhere/a.json: there is no such file."],
    ["a name that no file can have", "a\0.json", "a\0.json: is not a valid file name."],
  ])("%s", async (_, path, sentence) => {
    expect(await mistakeIn(() => readClasses(path))).toBe(sentence);
  });

  it("a folder", async () => {
    const folder = join(emptyFolder(), "folder.json");
    mkdirSync(folder);
    expect(await mistakeIn(() => readClasses(folder))).toBe(`${folder}: is a folder; name a file in it.`);
  });
});

describe("JSON read as YAML", () => {
  it("equals the result of JSON.parse", () => {
    const indent = fc.constantFrom(undefined, 1, "\t");
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "binary" }), indent, (value, spaces) => {
        const json = JSON.stringify(value, null, spaces);
        expect(parseLocated(json, "a.json").value).toEqual(JSON.parse(json));
      }),
      { numRuns: 300 },
    );
  });
});

async function readClasses(...given: Parameters<typeof readTaskFile>) {
  return (await readTaskFile(...given)).classes;
}
