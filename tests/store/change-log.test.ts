import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { undo, undoAllAfter } from "../../src/store/change-log.ts";
import { addClass, changeClass, listClasses } from "../../src/store/class-table.ts";
import { correctTexts } from "../../src/store/correct-texts.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { importTexts, removeImport } from "../../src/store/import-texts.ts";
import { removeClass } from "../../src/store/remove-class.ts";
import { restoreSnapshot, takeSnapshot } from "../../src/store/snapshot.ts";
import { pageOfTexts, writeAnswers } from "../../src/store/text-table.ts";
import { addVersion } from "../../src/store/version-table.ts";

describe("the store of a project", () => {
  let folder: string;
  let database: Database;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "store-"));
    database = await openDatabase(`file:${join(folder, "project.db")}`);
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  const named = async () => (await listClasses(database)).map(({ name, description }) => [name, description]);
  const labels = async () =>
    (await pageOfTexts(database, {})).texts.map(({ label, correction }) => correction ?? label);
  const add = (name: string) => addClass(database, { name, description: "", parent: null });
  const everything = async () => ({ classes: await named(), labels: await labels() });

  it("undo of every action, one after the other, leads back, and redo leads forth", async () => {
    const states = [await everything()];
    const note = async () => states.push(await everything());
    const { id } = await add("a");
    await note();
    await changeClass(database, id, 1, { description: "first" });
    await note();
    await importTexts(
      database,
      [{ text: "one", label: "a" }, { text: "two", label: "b" }, { text: "three" }],
      {
        name: "file",
        newLabels: "add",
      },
    );
    await note();
    await correctTexts(database, { selection: { filter: "unlabeled" }, label: null });
    await note();
    const [first] = await listClasses(database);
    await removeClass(database, first.id, first.version);
    await note();
    await removeImport(database, 1);
    await note();
    for (let i = states.length - 2; i >= 0; i--) {
      expect(await undo(database, "undo")).toBeDefined();
      expect(await everything()).toEqual(states[i]);
    }
    expect(await undo(database, "undo")).toBeUndefined();
    for (let i = 1; i < states.length; i++) {
      await undo(database, "redo");
      expect(await everything()).toEqual(states[i]);
    }
  });

  it("what was taken back cannot be done again after another change", async () => {
    await add("a");
    await undo(database, "undo");
    await add("b");
    expect(await undo(database, "redo")).toBeUndefined();
    expect(await named()).toEqual([["b", ""]]);
  });

  it("all changes after an action are taken back at once", async () => {
    await add("a");
    await add("b");
    await add("c");
    expect(await undoAllAfter(database, 1)).toMatchObject({ actions: 2 });
    expect(await named()).toEqual([["a", ""]]);
  });

  it("a write that fails stores nothing, and later writes go on", async () => {
    await add("a");
    const failing = database.write(async (write) => {
      write("UPDATE class SET name = 'changed'", "INSERT INTO nowhere VALUES (1)");
    });
    await expect(failing).rejects.toThrow();
    expect(await named()).toEqual([["a", ""]]);
    await add("b");
    expect(await named()).toHaveLength(2);
  });

  it("a version brings classes and labels back, also after its classes were removed", async () => {
    await importTexts(
      database,
      [
        { text: "one", label: "a" },
        { text: "two", label: "b" },
      ],
      {
        name: "file",
        newLabels: "add",
      },
    );
    const before = await everything();
    const snapshot = await takeSnapshot(database);
    const facts = { classes: 2, texts: 2, labels: 2, examples: 0, isTuned: false };
    await addVersion(database, { id: 1, name: "v", note: "", revision: 1, facts }, snapshot);
    const [first] = await listClasses(database);
    await removeClass(database, first.id, first.version);
    await correctTexts(database, { ids: [2], label: null });
    await restoreSnapshot(database, 1, "v", snapshot);
    expect(await everything()).toEqual(before);
  });

  it("the first answer is what later ones are compared with", async () => {
    await add("a");
    await importTexts(database, [{ text: "one" }], { name: "file", newLabels: "add" });
    const answer = { id: 1, probability: 0.9, runnerUp: null, runnerUpProbability: null, noneProbability: 0 };
    await writeAnswers(database, [{ ...answer, labels: [1] }], 1);
    expect((await pageOfTexts(database, { filter: "changed" })).total).toBe(0);
    await writeAnswers(database, [{ ...answer, labels: [] }], 2);
    expect((await pageOfTexts(database, { filter: "changed", from: 1, to: 0 })).total).toBe(1);
  });

  it("a database of a newer version is rejected", async () => {
    const path = join(folder, "newer.db");
    const newer = await openDatabase(`file:${path}`);
    await newer.write(async (write) => write("PRAGMA user_version = 999"));
    await newer.close();
    await expect(openDatabase(`file:${path}`)).rejects.toThrow(/newer version of pilesort/);
  });
});
