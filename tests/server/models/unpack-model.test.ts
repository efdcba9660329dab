import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { unpackModel } from "../../../src/server/models/unpack-model.ts";

const root = mkdtempSync(join(tmpdir(), "pilesort-unpack-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface ZippedFile {
  readonly name: string;
  readonly content?: string | Buffer;
  readonly mode?: number;
}

const manifest = JSON.stringify({ files: { "classes.json": {}, "examples.jsonl": {} } });
const plain: readonly ZippedFile[] = [
  { name: "manifest.json", content: manifest },
  { name: "classes.json", content: "[]" },
];

async function zipOf(files: readonly ZippedFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content = "", mode } of files) zip.addBuffer(Buffer.from(content), name, { mode });
  zip.end();
  return buffer(zip.outputStream);
}

/** Replaces a name in an archive by one of the same length that the packer would not write. */
function renamed(zip: Buffer, from: string, to: string): Buffer {
  return Buffer.from(zip.toString("latin1").replaceAll(from, to), "latin1");
}

/** Has the list of an archive say that its last entry unpacks to another size. */
function withSize(zip: Buffer, size: number): Buffer {
  const changed = Buffer.from(zip);
  changed.writeUInt32LE(size, changed.lastIndexOf("PK\x01\x02") + 24);
  return changed;
}

let count = 0;
async function unpack(zip: Buffer, limits?: Parameters<typeof unpackModel>[2]): Promise<string> {
  const path = join(root, `${++count}.zip`);
  writeFileSync(path, zip);
  await unpackModel(path, join(root, String(count)), limits);
  return join(root, String(count));
}

describe("the zip of a model", () => {
  it("is unpacked", async () => {
    const folder = await unpack(await zipOf(plain));
    expect(readdirSync(folder)).toEqual(["classes.json", "manifest.json"]);
    expect(readFileSync(join(folder, "manifest.json"), "utf8")).toBe(manifest);
  });

  it("may have its files in one folder, with files of file managers", async () => {
    const files = [...plain, { name: ".DS_Store" }].map((file) => ({ ...file, name: `mail/${file.name}` }));
    const folder = await unpack(await zipOf([...files, { name: "__MACOSX/mail/._manifest.json" }]));
    expect(readdirSync(folder)).toEqual(["classes.json", "manifest.json"]);
  });
});

const limits = { entries: 4, bytes: 3_000_000, ratio: 100 };
const rejected: readonly [fault: string, zip: () => Promise<Buffer>, sentence: RegExp][] = [
  ["is not a zip", async () => Buffer.from("no zip"), /The zip cannot be read \(.*\); send a zip/],
  ["is cut off", async () => (await zipOf(plain)).subarray(0, 100), /The zip cannot be read/],
  ["is empty", () => zipOf([]), /The zip has no manifest\.json/],
  ["has no manifest", () => zipOf([{ name: "classes.json" }]), /The zip has no manifest\.json/],
  [
    "has a manifest that is not JSON",
    () => zipOf([{ name: "manifest.json", content: "{" }]),
    /is not that of a model/,
  ],
  [
    "has a path out of the folder",
    async () => renamed(await zipOf([...plain, { name: "aa/examples.jsonl" }]), "aa/ex", "../ex"),
    /The zip cannot be read \(invalid relative path/,
  ],
  [
    "has an absolute path",
    async () => renamed(await zipOf([...plain, { name: "aaa/examples.jsonl" }]), "aaa/ex", "/aa/ex"),
    /The zip cannot be read \(absolute path/,
  ],
  [
    "has a path with backslashes",
    async () => renamed(await zipOf([...plain, { name: "aa/examples.jsonl" }]), "aa/ex", "..\\ex"),
    /The zip cannot be read \(invalid char/,
  ],
  [
    "has a folder in the folder",
    () => zipOf([...plain, { name: "a/b/examples.jsonl" }]),
    /"a\/b\/examples.jsonl", which is not a file of a model/,
  ],
  ["has two folders", () => zipOf([plain[0], { name: "a/classes.json" }]), /The zip has several folders/],
  [
    "has a link",
    () => zipOf([...plain, { name: "examples.jsonl", content: "/etc/passwd", mode: 0o120777 }]),
    /the link or special file "examples.jsonl"/,
  ],
  [
    "has another zip in it",
    () => zipOf([...plain, { name: "inner.zip", content: "PK" }]),
    /"inner.zip", which is not a file of a model/,
  ],
  [
    "has a program in it",
    () => zipOf([...plain, { name: "model.pkl" }]),
    /"model.pkl", which is not a file of a model/,
  ],
  ["has a file twice", () => zipOf([...plain, plain[1]]), /the file "classes.json" twice/],
  [
    "has a file that the manifest does not list",
    () => zipOf([...plain, { name: "other.json" }]),
    /"other.json", which its manifest.json does not list/,
  ],
  [
    "has many entries",
    () => zipOf(["a", "b", "c", "d", "e"].map((name) => ({ name: `${name}.json` }))),
    /has 5 entries/,
  ],
  [
    "is a bomb",
    () => zipOf([...plain, { name: "examples.jsonl", content: Buffer.alloc(2_900_000) }]),
    /more than 100 times its size/,
  ],
  [
    "unpacks to too much",
    () => zipOf([...plain, { name: "examples.jsonl", content: Buffer.alloc(3_100_000) }]),
    /unpacks to 31\d+ bytes, and this server takes 3000000/,
  ],
  [
    "unpacks to more than it says",
    async () =>
      withSize(await zipOf([...plain, { name: "examples.jsonl", content: Buffer.alloc(9_000_000) }]), 1000),
    /The zip cannot be read/,
  ],
];

describe("a zip is rejected with one sentence, and nothing is written beside it, if it", () => {
  it.each(rejected)("%s", async (_, zip, sentence) => {
    const before = readdirSync(root).length;
    await expect(unpack(await zip(), limits)).rejects.toThrow(sentence);
    expect(readdirSync(root).length - before).toBeLessThanOrEqual(2);
    expect(existsSync(join(root, "examples.jsonl"))).toBe(false);
    expect(existsSync(join(root, "..", "examples.jsonl"))).toBe(false);
  });
});
