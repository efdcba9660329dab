import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listEncoders, showEncoder } from "../../src/hub/list-encoders.ts";
import { temporaryFolder } from "../encoder/temporary-folder.ts";
import { commit } from "./fake-hub.ts";
import { exported, startPull } from "./start-pull.ts";

describe("listEncoders and showEncoder", () => {
  it("show the bundled encoder and the known ones, and a known one as pulled after a pull", async () => {
    const { store, pull } = await startPull({ repository: "BAAI/bge-small-en-v1.5" });
    const stateOf = async (name: string) =>
      (await listEncoders({ store })).find((model) => model.name === name)?.state;
    expect(await stateOf("bundled")).toBe("bundled");
    expect(await stateOf("bge-small-en-v1.5")).not.toBe("pulled");
    await pull({}, "bge-small-en-v1.5");
    expect(await stateOf("bge-small-en-v1.5")).toBe("pulled");
    expect(await stateOf("bge-base-en-v1.5")).toBe((await showEncoder("all-MiniLM-L6-v2", { store })).state);

    const total = [...exported.values()].reduce((sum, { length }) => sum + length, 0);
    expect(await showEncoder("bge-small-en-v1.5", { store })).toMatchObject({
      state: "pulled",
      dimensions: 8,
      bytes: total,
      commit,
      license: "MIT",
      repository: "BAAI/bge-small-en-v1.5",
      folder: join(store, "bge-small-en-v1.5"),
    });
  });

  it("show size and checksum of the bundled encoder's files", async () => {
    const { files, bytes, dimensions } = await showEncoder("bundled", { store: await temporaryFolder() });
    expect(dimensions).toBe(384);
    expect(Object.keys(files!)).toEqual(expect.arrayContaining(["model.onnx", "tokenizer.json"]));
    expect(bytes).toBe(Object.values(files!).reduce((sum, file) => sum + file.bytes, 0));
  });

  it("list an encoder whose description is damaged beside the others, with its problem", async () => {
    const { store, pull } = await startPull({ repository: "BAAI/bge-small-en-v1.5" });
    await pull({}, "bge-small-en-v1.5");
    const folder = join(store, "owner--name");
    await mkdir(folder);
    await writeFile(join(folder, "encoder-source.json"), "{");
    const found = await listEncoders({ store });
    expect(found.find(({ name }) => name === "bge-small-en-v1.5")?.state).toBe("pulled");
    expect(found.find(({ name }) => name === "owner/name")).toEqual({
      name: "owner/name",
      state: "damaged",
      problem: expect.stringMatching(/encoder-source\.json.* is not JSON/),
    });
    expect(await showEncoder("owner/name", { store })).toMatchObject({ state: "damaged", folder });
  });

  it("reject an unknown name", async () => {
    const showing = showEncoder("nothing", { store: await temporaryFolder() });
    await expect(showing).rejects.toThrow(/^There is no encoder "nothing"; the names are bundled, bge-small/);
  });
});
