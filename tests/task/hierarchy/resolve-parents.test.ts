import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { resolveParents } from "../../../src/task/hierarchy/resolve-parents.ts";
import { readTaskFile } from "../../../src/task/read-task-file.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-parents-"));
afterAll(() => rmSync(folder, { recursive: true }));

const names = (definitions: readonly { name: string }[]) => definitions.map(({ name }) => name);

describe("parents", () => {
  it("make paths, whatever the order of the classes", () => {
    const list = [
      { name: "Milk", parent: "Dairy" },
      { name: "Dairy", parent: "Food" },
      { name: "Food", prompt: "To eat." },
    ];
    expect(names(resolveParents(list))).toEqual(["Food > Dairy > Milk", "Food > Dairy", "Food"]);
  });

  it("may be whole paths, and resolved classes stay as they are", () => {
    const once = resolveParents([{ name: "Food > Dairy" }, { name: "Milk", parent: "Food > Dairy" }]);
    expect(names(once)).toEqual(["Food > Dairy", "Food > Dairy > Milk"]);
    expect(resolveParents(once)).toEqual(once);
  });

  it("may be known nodes, also those that are only part of a path", () => {
    expect(names(resolveParents([{ name: "Milk", parent: "Dairy" }], ["Food > Dairy > Cheese"]))).toEqual([
      "Food > Dairy > Milk",
    ]);
  });

  it.each([
    [
      "itself",
      [{ name: "Food", parent: "Food" }],
      'The class "Food" is its own parent; name another class, or leave the parent out.',
    ],
    [
      "below the class",
      [
        { name: "A", parent: "C" },
        { name: "B", parent: "A" },
        { name: "C", parent: "B" },
      ],
      'The parents form a circle ("A" below "C" below "B" below "A"); leave out the parent of the topmost class.',
    ],
    [
      "missing",
      [{ name: "Milk", parent: "Dairy" }],
      'The parent "Dairy" of the class "Milk" does not exist; define it as a class of its own, with or without a description.',
    ],
    [
      "the name of a leaf and of an inner node",
      [
        { name: "Food" },
        { name: "Drinks" },
        { name: "Dairy", parent: "Food" },
        { name: "Dairy", parent: "Drinks" },
        { name: "Milk", parent: "Dairy" },
      ],
      'The parent "Dairy" of the class "Milk" is the name of 2 classes; write its whole path.',
    ],
    ["empty", [{ name: "Milk", parent: " " }], 'The parent of the class "Milk" is empty; name a class.'],
  ])("that are %s are an error of one sentence", (_, definitions, message) => {
    expect(() => resolveParents(definitions)).toThrow(new RegExp(`^${message.replace(/[().]/g, "\\$&")}$`));
  });

  it("of two known nodes with the same last part must be whole paths", () => {
    const known = ["Food > Dairy", "Drinks > Dairy"];
    expect(() => resolveParents([{ name: "Milk", parent: "Dairy" }], known)).toThrow(
      'The parent "Dairy" of the class "Milk" may be "Food > Dairy", "Drinks > Dairy"; write its whole path.',
    );
    expect(names(resolveParents([{ name: "Milk", parent: "Drinks > Dairy" }], known))).toEqual([
      "Drinks > Dairy > Milk",
    ]);
  });

  it("in a task file are resolved, and a fault names file and line", async () => {
    const path = join(folder, "shop.yaml");
    const head = "classes:\n  - name: Food\n  - name: Milk\n";
    writeFileSync(path, `${head}    parent: Food\n    prompt: White.\n`);
    expect((await readTaskFile(path)).classes).toEqual([
      { name: "Food" },
      { name: "Food > Milk", parent: "Food", prompt: "White." },
    ]);
    writeFileSync(path, `${head}    parent: Drinks\n`);
    await expect(readTaskFile(path)).rejects.toThrow(
      /shop\.yaml, line 3: The parent "Drinks" of the class "Milk" does/,
    );
  });
});
