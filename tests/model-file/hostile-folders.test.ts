import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/errors.ts";
import { loadModel } from "../../src/model-file/load.ts";
import type { Model } from "../../src/model-file/model.ts";
import { saveModel } from "../../src/model-file/save.ts";
import type { JsonValue } from "../../src/task/task.ts";
import { editJson, replaceFile, temporaryFolder } from "./folders.ts";
import { trainedModel, tunedModel } from "./models.ts";

type Edit = (value: Record<string, JsonValue>) => unknown;

/** Changes that make a valid model invalid, and the sentence of the error. */
type Case = readonly [name: string, spoil: (path: string) => void, sentence: RegExp];

const manifest = (edit: Edit) => (path: string) => editJson(join(path, "manifest.json"), edit);
const files = (edit: Edit) =>
  manifest((value) => {
    edit(value.files as Record<string, JsonValue>);
  });
const write = (name: string, text: string | Uint8Array) => (path: string) =>
  writeFileSync(join(path, name), text);
const replace = (name: string, text: string | Uint8Array) => (path: string) => replaceFile(path, name, text);
const model = (edit: Edit) => (path: string) => {
  const value = JSON.parse(readFileSync(join(path, "model.json"), "utf8"));
  replaceFile(path, "model.json", JSON.stringify(edit(value) ?? value));
};
const listed = (name: string): Case => [
  `a manifest that lists ${JSON.stringify(name)}`,
  files((value) => {
    value[name] = { bytes: 1, sha256: "0".repeat(64) };
  }),
  /manifest.json lists .*, which is not a file of a model/,
];
const instead =
  (name: string, put: (path: string, moved: string) => void): ((path: string) => void) =>
  (path) => {
    const moved = join(path, `..`, `moved-${name}`);
    renameSync(join(path, name), moved);
    put(join(path, name), moved);
  };

const cases: readonly Case[] = [
  [
    "no folder",
    (path) => rmSync(path, { recursive: true }),
    /There is no such folder; give a folder that pilesort saved/,
  ],
  [
    "a file",
    (path) => {
      rmSync(path, { recursive: true });
      writeFileSync(path, "");
    },
    /This is a file; give a folder/,
  ],
  [
    "an empty folder",
    (path) => {
      rmSync(path, { recursive: true });
      mkdirSync(path);
    },
    /not a pilesort model: it has no manifest.json. Give a folder that pilesort saved\./,
  ],

  [
    "another program's manifest",
    write("manifest.json", '{"name":"app","start_url":"/"}'),
    /not a pilesort model; give a folder that pilesort saved/,
  ],
  ["a manifest that is a list", write("manifest.json", "[]"), /not a pilesort model/],
  ["a manifest that is null", write("manifest.json", "null"), /not a pilesort model/],
  ["an empty manifest", write("manifest.json", ""), /manifest.json is not JSON/],
  [
    "a manifest cut short",
    (path) => truncateSync(join(path, "manifest.json"), 100),
    /manifest.json is not JSON; it is damaged or cut short/,
  ],
  [
    "a manifest that is not UTF-8",
    write("manifest.json", new Uint8Array([0x22, 0xff, 0x22])),
    /manifest.json is not UTF-8 text/,
  ],
  [
    "a manifest with a byte order mark",
    (path) =>
      writeFileSync(join(path, "manifest.json"), `\ufeff${readFileSync(join(path, "manifest.json"))}`),
    /manifest.json is not JSON/,
  ],
  [
    "a manifest larger than any",
    write("manifest.json", " ".repeat(64 * 1024 + 1)),
    /manifest.json is larger than 65536 bytes/,
  ],
  [
    "a manifest nested too deep",
    write("manifest.json", `{"format":"pilesort-model","x":${"[".repeat(30_000)}${"]".repeat(30_000)}}`),
    /manifest.json is nested more than 100 levels deep/,
  ],
  [
    "a manifest with a key twice",
    (path) =>
      writeFileSync(
        join(path, "manifest.json"),
        readFileSync(join(path, "manifest.json"), "utf8").replace('"format"', '"format": "other", "format"'),
      ),
    /manifest.json has a repeated key/,
  ],
  [
    "a manifest with a key too many",
    manifest((value) => {
      value.run = "postinstall.js";
    }),
    /manifest.json is invalid: Unrecognized key: "run"/,
  ],
  [
    "a manifest without a version",
    manifest((value) => {
      delete value.formatVersion;
    }),
    /invalid at "formatVersion"/,
  ],
  [
    "a manifest of version 0",
    manifest((value) => {
      value.formatVersion = 0;
    }),
    /invalid at "formatVersion"/,
  ],
  [
    "a manifest whose version is text",
    manifest((value) => {
      value.formatVersion = "1";
    }),
    /invalid at "formatVersion"/,
  ],
  [
    "a manifest of a newer version",
    manifest((value) => {
      value.formatVersion = 6;
      value.news = true;
    }),
    /made by a newer pilesort \(format 6\); update pilesort/,
  ],
  [
    "a manifest without files",
    manifest((value) => {
      delete value.files;
    }),
    /invalid at "files"/,
  ],
  [
    "a negative size",
    files((value) => {
      (value["classes.json"] as Record<string, JsonValue>).bytes = -1;
    }),
    /invalid at "files.classes.json.bytes"/,
  ],
  [
    "a size that is no whole number",
    files((value) => {
      (value["classes.json"] as Record<string, JsonValue>).bytes = 1.5;
    }),
    /invalid at "files.classes.json.bytes"/,
  ],
  [
    "a checksum that is none",
    files((value) => {
      (value["classes.json"] as Record<string, JsonValue>).sha256 = "abc";
    }),
    /invalid at "files.classes.json.sha256"/,
  ],
  [
    "a manifest without classes.json",
    files((value) => {
      delete value["classes.json"];
    }),
    /manifest.json does not list classes.json/,
  ],
  [
    "a manifest with the key __proto__",
    (path) =>
      writeFileSync(
        join(path, "manifest.json"),
        readFileSync(join(path, "manifest.json"), "utf8").replace(
          '"createdBy"',
          '"__proto__": {"polluted": 1}, "createdBy"',
        ),
      ),
    /manifest.json has the key "__proto__"/,
  ],
  ...[
    "../evil",
    "a/b",
    "a\\b",
    "..",
    ".",
    "/etc/passwd",
    "C:\\evil",
    "C:evil",
    "a\0b",
    "",
    "constructor",
    "manifest.json",
    "CLASSES.JSON",
    "classes.json/",
    "notes.txt",
  ].map(listed),

  ["a listed file missing", (path) => rmSync(join(path, "head.safetensors")), /head.safetensors is missing/],
  [
    "a listed file cut short",
    (path) => truncateSync(join(path, "examples.jsonl"), 10),
    /examples.jsonl is cut short: 10 of \d+ bytes are there. Copy the model again .* or train again\./,
  ],
  [
    "a listed file grown",
    (path) => truncateSync(join(path, "classes.json"), 2 ** 40),
    /classes.json is larger than manifest.json says: 1099511627776 bytes/,
  ],
  [
    "a listed file altered",
    (path) => {
      const file = readFileSync(join(path, "head.safetensors"));
      file[file.length - 1] ^= 1;
      writeFileSync(join(path, "head.safetensors"), file);
    },
    /head.safetensors was changed after it was saved/,
  ],
  [
    "files larger together than any model",
    files((value) => {
      (value["head.safetensors"] as Record<string, JsonValue>).bytes = 2 ** 50;
    }),
    /more than 2147483648; raise maxBytes if you trust it/,
  ],
  [
    "a link to a file in place of a file",
    instead("head.safetensors", (path, moved) => symlinkSync(moved, path)),
    /head.safetensors is a link or something else that is not a regular file/,
  ],
  [
    "a link in place of the manifest",
    instead("manifest.json", (path, moved) => symlinkSync(moved, path)),
    /manifest.json is a link/,
  ],
  [
    "a link to an endless device",
    instead("classes.json", (path) => symlinkSync("/dev/zero", path)),
    /classes.json is a link/,
  ],
  [
    "a folder in place of a file",
    instead("classes.json", (path) => mkdirSync(path)),
    /classes.json is a link or something else/,
  ],
  [
    "a head without a fit in model.json",
    model((value) => {
      delete value.fit;
    }),
    /head.safetensors is there, but model.json has no fit/,
  ],
  [
    "a fit in model.json without a head",
    files((value) => {
      delete value["head.safetensors"];
    }),
    /model.json has the key fit, but head.safetensors is missing/,
  ],

  [
    "two classes of one name",
    replace("classes.json", '[{"name":"a"},{"name":"a"}]'),
    /Two classes have the name "a"/,
  ],
  ["a class without a name", replace("classes.json", '[{"name":""}]'), /A class has an empty name/],
  ["a class whose name is blank", replace("classes.json", '[{"name":" \\t"}]'), /A class has an empty name/],
  [
    "two classes whose names differ in blanks alone",
    replace("classes.json", '[{"name":"a"},{"name":"a "}]'),
    /The class name "a " has blanks at its start or end/,
  ],
  [
    "a class with an empty prompt",
    replace("classes.json", '[{"name":"a","prompt":""}]'),
    /The description \(prompt\) of the class "a" is empty/,
  ],
  [
    "a class whose prompt has nothing to see",
    replace("classes.json", '[{"name":"a","prompt":" \u200b\\u0000"}]'),
    /The description \(prompt\) of the class "a" is empty/,
  ],
  ...["/etc", "C:/encoders", "..\\\\encoder", "a\\u0000b", ""].map(
    (folder): Case => [
      `an encoder in the folder ${JSON.stringify(folder)}`,
      replace(
        "model.json",
        `{"encoder":{"name":"a","dimensions":2,"fingerprint":"b","place":{"folder":"${folder}"}},"metadata":{}}`,
      ),
      /model.json is invalid at "encoder.place/,
    ],
  ),
  ...["../x", "a/../b", ".", "a b", ""].map(
    (name): Case => [
      `an encoder of the name ${JSON.stringify(name)}`,
      replace(
        "model.json",
        `{"encoder":{"name":"a","dimensions":2,"fingerprint":"b","place":{"name":"${name}"}},"metadata":{}}`,
      ),
      /model.json is invalid at "encoder.place/,
    ],
  ),
  ["a class that is text", replace("classes.json", '["a"]'), /classes.json is invalid at "0"/],
  [
    "a class with a key too many",
    replace("classes.json", '[{"name":"a","weight":1}]'),
    /classes.json is invalid at "0": Unrecognized key: "weight"/,
  ],
  ["classes that are an object", replace("classes.json", '{"a":"prompt"}'), /classes.json is invalid/],
  [
    "class metadata that is a list",
    replace("classes.json", '[{"name":"a","metadata":[]}]'),
    /invalid at "0.metadata": expected an object/,
  ],
  [
    "class metadata with the key __proto__",
    replace("classes.json", '[{"name":"a","metadata":{"__proto__":{"polluted":1}}}]'),
    /classes.json has the key "__proto__"/,
  ],
  [
    "an example of no class",
    replace("examples.jsonl", '{"text":"","label":"constructor","origin":"real"}\n'),
    /Example 1 has the label "constructor", which is not a class/,
  ],
  [
    "an example of unknown origin",
    replace("examples.jsonl", '{"text":"","label":"refund","origin":"hearsay"}\n'),
    /examples.jsonl, line 1, is invalid at "origin"/,
  ],
  [
    "an example without a text",
    replace("examples.jsonl", '{"label":"refund","origin":"real"}\n'),
    /examples.jsonl, line 1, is invalid at "text"/,
  ],
  [
    "an example whose text is a number",
    replace("examples.jsonl", '{"text":1,"label":"refund","origin":"real"}\n'),
    /line 1, is invalid at "text"/,
  ],
  [
    "an empty line",
    replace("examples.jsonl", '{"text":"","label":"refund","origin":"real"}\n\n'),
    /examples.jsonl, line 2, is not JSON/,
  ],
  [
    "a label twice in an example",
    replace("examples.jsonl", '{"text":"","label":"none","label":"refund","origin":"real"}'),
    /line 1, has a repeated key/,
  ],
  [
    "metadata with an infinite number",
    replace("model.json", '{"metadata":{"a":1e400}}'),
    /model.json has a value that JSON cannot hold \(Infinity\)/,
  ],
  [
    "metadata with the key __proto__",
    replace("model.json", '{"metadata":{"a":{"__proto__":{"polluted":1}}}}'),
    /model.json has the key "__proto__"/,
  ],
  [
    "metadata that is missing",
    model((value) => {
      delete value.metadata;
    }),
    /model.json is invalid at "metadata": expected an object/,
  ],
  [
    "a fit that is a list",
    model((value) => {
      value.fit = [];
    }),
    /model.json is invalid at "fit"/,
  ],
  [
    "a fit without an encoder",
    model((value) => {
      delete value.encoder;
    }),
    /not( say)? which encoder/,
  ],
  [
    "an encoder without dimensions",
    model((value) => {
      value.encoder = { name: "e", fingerprint: "f", dimensions: 0 };
    }),
    /invalid at "encoder.dimensions"/,
  ],
  [
    "a head that is no safetensors file",
    replace("head.safetensors", "not a header at all"),
    /head.safetensors has a header longer than the file/,
  ],
  [
    "a head with NaN in it",
    (path) => {
      const file = readFileSync(join(path, "head.safetensors"));
      file.writeDoubleLE(Number.NaN, 8 + Number(file.readBigUInt64LE(0)));
      replaceFile(path, "head.safetensors", file);
    },
    /head.safetensors: the tensor "precise" holds NaN or Infinity/,
  ],
];

/** Changes the adapter's file, and the manifest with it. */
const adapter = (change: (file: Buffer, dataStart: number) => Buffer) => (path: string) => {
  const file = readFileSync(join(path, "adapter.safetensors"));
  replaceFile(path, "adapter.safetensors", change(file, 8 + Number(file.readBigUInt64LE(0))));
};
const firstHalf = (bits: number) =>
  adapter((file, dataStart) => {
    file.writeUInt16LE(bits, dataStart);
    return file;
  });
const header = (from: RegExp, to: string) =>
  adapter((file, dataStart) => {
    const json = Buffer.from(file.toString("latin1", 8, dataStart).replace(from, to));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    return Buffer.concat([length, json, file.subarray(dataStart)]);
  });

const adapterCases: readonly Case[] = [
  ["the file missing", (path) => rmSync(join(path, "adapter.safetensors")), /adapter.safetensors is missing/],
  [
    "the file cut short",
    (path) => truncateSync(join(path, "adapter.safetensors"), 100),
    /adapter.safetensors is cut short: 100 of \d+ bytes are there/,
  ],
  [
    "a bit flipped",
    (path) => {
      const file = readFileSync(join(path, "adapter.safetensors"));
      file[file.length - 1] ^= 1;
      writeFileSync(join(path, "adapter.safetensors"), file);
    },
    /adapter.safetensors was changed after it was saved/,
  ],
  [
    "a link to the file in its place",
    instead("adapter.safetensors", (path, moved) => symlinkSync(moved, path)),
    /adapter.safetensors is a link/,
  ],
  [
    "a file without its key in model.json",
    model((value) => {
      delete value.tuning;
    }),
    /adapter.safetensors is there, but model.json has no tuning/,
  ],
  [
    "a key in model.json without its file",
    files((value) => {
      delete value["adapter.safetensors"];
    }),
    /model.json has the key tuning, but adapter.safetensors is missing/,
  ],
  [
    "a model without a fit",
    (path) => {
      model((value) => {
        delete value.fit;
      })(path);
      files((value) => {
        delete value["head.safetensors"];
      })(path);
    },
    /The model has an adapter, but no fit/,
  ],
  [
    "a model without an encoder",
    model((value) => {
      delete value.encoder;
    }),
    /not( say)? which encoder/,
  ],
  [
    "a config that is a list",
    model((value) => {
      value.tuning = [];
    }),
    /model.json is invalid at "tuning"/,
  ],
  [
    "no safetensors file",
    replace("adapter.safetensors", "not a header at all"),
    /adapter.safetensors has a header longer than the file/,
  ],
  [
    "NaN in a half",
    firstHalf(0x7e01),
    /adapter.safetensors: the tensor "block.0.attentionOutput.down" holds NaN or Infinity/,
  ],
  [
    "Infinity in a half",
    firstHalf(0xfc00),
    /adapter.safetensors: the tensor "block.0.attentionOutput.down" holds NaN or Infinity/,
  ],
  [
    "halves of another kind",
    header(/"F16"/, '"BF16"'),
    /adapter.safetensors: the tensor .* is invalid at "dtype"/,
  ],
  ["halves that say they are float32", header(/"F16"/, '"F32"'), /not have the size that its shape requires/],
  ["a tensor left out of the header", header(/,"block\.0\.value\.up":\{[^}]*\}/, ""), /after the last/],
  ["a gap", header(/,"block\.0\.query\.up":\{[^}]*\}/, ""), /overlaps another one or leaves a gap/],
  [
    "numbers after the last tensor",
    adapter((file) => Buffer.concat([file, Buffer.alloc(2)])),
    /adapter.safetensors has bytes after the last tensor/,
  ],
];

async function expectRefusal(saved: Model, spoil: Case[1], sentence: RegExp): Promise<void> {
  const path = join(temporaryFolder(), "model");
  await saveModel(saved, path);
  spoil(path);
  const error = await loadModel(path).catch((error) => error);
  expect(error).toBeInstanceOf(ModelFileError);
  expect(error.path).toBe(path);
  expect(error.message).toMatch(sentence);
  expect(error.message.length).toBeLessThan(path.length + 320);
  expect(Object.prototype).not.toHaveProperty("polluted");
}

describe("an invalid model folder is rejected with one sentence", () => {
  it.each(cases)("%s", async (_, spoil, sentence) => {
    await expectRefusal(trainedModel, spoil, sentence);
  });

  it.each(adapterCases)("an adapter, and %s", async (_, spoil, sentence) => {
    await expectRefusal(tunedModel, spoil, sentence);
  });

  it.skipIf(process.platform === "win32")("a pipe in place of a file", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(trainedModel, path);
    rmSync(join(path, "classes.json"));
    execFileSync("mkfifo", [join(path, "classes.json")]);
    await expect(loadModel(path)).rejects.toThrow(/classes.json is a link or something else/);
  });
});

describe("a model folder", () => {
  it("may contain files that the manifest does not list; they are never opened", async () => {
    const path = join(temporaryFolder(), "model");
    await saveModel(trainedModel, path);
    writeFileSync(join(path, "README.md"), "mine");
    symlinkSync("/dev/zero", join(path, "endless"));
    expect(await loadModel(path)).toEqual(trainedModel);
  });

  it("keeps keys that are named like members of every object as plain data", async () => {
    const path = join(temporaryFolder(), "model");
    const metadata = { constructor: { prototype: { polluted: 1 } }, toString: "text", hasOwnProperty: [] };
    const classes = [{ name: "__proto__", metadata }, { name: "constructor" }];
    const examples = [{ label: "__proto__", text: "__proto__", origin: "real" as const }];
    await saveModel({ ...trainedModel, classes, examples, metadata: metadata as never }, path);
    const loaded = await loadModel(path);
    expect(loaded.classes).toEqual(classes);
    expect(loaded.examples).toEqual(examples);
    expect(Object.entries(loaded.metadata)).toEqual(expect.arrayContaining(Object.entries(metadata)));
    expect(Object.prototype).not.toHaveProperty("polluted");
  });
});
