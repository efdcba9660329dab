import { createHash } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { RemoteError } from "../../src/errors.ts";
import { defaultHuggingFaceCache } from "../../src/hub/hugging-face-cache.ts";
import { type PullEncoderOptions, pullEncoder } from "../../src/hub/pull-encoder.ts";
import { temporaryFolder } from "../encoder/temporary-folder.ts";
import { commit, filesOf, startFakeHub } from "./fake-hub.ts";
import { exported } from "./start-pull.ts";

const graphName = "onnx/model.onnx";
const graph = exported.get(graphName)!;

function hashOf(algorithm: "sha1" | "sha256", content: Buffer): string {
  return createHash(algorithm).update(content).digest("hex");
}

/** A cache as Hugging Face's libraries write it: blobs, and a snapshot of links to them. */
async function cacheOf(files: ReadonlyMap<string, Buffer>, snapshot = commit): Promise<string> {
  const cache = await temporaryFolder();
  const repository = join(cache, "models--maker--tiny");
  for (const [name, content] of files) {
    const isLarge = name.endsWith(".onnx");
    const blob = join(repository, "blobs", hashOf(isLarge ? "sha256" : "sha1", content));
    const link = join(repository, "snapshots", snapshot, name);
    await mkdir(dirname(blob), { recursive: true });
    await mkdir(dirname(link), { recursive: true });
    await writeFile(blob, content);
    await symlink(blob, link);
  }
  return cache;
}

async function start(hubCache: string) {
  const store = await temporaryFolder();
  const hub = await startFakeHub({ files: exported });
  onTestFinished(() => hub.close());
  const pull = (more: PullEncoderOptions = {}) =>
    pullEncoder("maker/tiny", {
      store,
      endpoint: hub.url,
      sleep: async () => {},
      hubCache,
      measure: false,
      ...more,
    });
  const downloads = () => hub.requests.filter((request) => !request.includes("/revision/"));
  return { pull, downloads };
}

describe("a pull with the encoder in the Hugging Face cache", () => {
  it("copies the files and downloads none", async () => {
    const { pull, downloads } = await start(await cacheOf(exported));
    const events: { done: number; total?: number }[] = [];
    const pulled = filesOf(await pull({ onProgress: (event) => events.push(event) }));
    expect(downloads()).toEqual([]);
    for (const [name, content] of exported) expect(pulled.get(name)).toEqual(content);
    const total = [...exported.values()].reduce((sum, { length }) => sum + length, 0);
    expect(events.at(-1)).toMatchObject({ done: total, total });
  });

  it("does not change the cache, and has copies of the files", async () => {
    const cache = await cacheOf(exported);
    const before = filesOf(cache);
    const { pull } = await start(cache);
    const folder = await pull();
    await writeFile(join(folder, graphName), "changed");
    expect(filesOf(cache)).toEqual(before);
  });

  it("takes a large file from another commit by its sha256, and downloads the small files", async () => {
    const { pull, downloads } = await start(await cacheOf(exported, "f".repeat(40)));
    await pull();
    expect(downloads().length).toBe(exported.size - 1);
    expect(downloads().join()).not.toContain(graphName);
  });

  it.each([
    ["the sha256", Buffer.alloc(graph.length)],
    ["the size", graph.subarray(1)],
  ])("downloads a file whose cached copy has not %s that the hub lists", async (_, content) => {
    const { pull, downloads } = await start(await cacheOf(new Map([[graphName, content]])));
    const folder = await pull();
    expect(await readFile(join(folder, graphName))).toEqual(graph);
    expect(downloads().join()).toContain(`/storage/${graphName}`);
  });

  it("compares cached files with the checksums that the caller names", async () => {
    const { pull, downloads } = await start(await cacheOf(exported));
    const pulling = pull({ sha256: { "tokenizer.json": "0".repeat(64) } });
    await expect(pulling).rejects.toThrow(RemoteError);
    expect(downloads().join()).toContain("tokenizer.json");
  });

  it("skips a folder and a broken link of the same name", async () => {
    const cache = await temporaryFolder();
    const snapshot = join(cache, "models--maker--tiny", "snapshots", commit);
    await mkdir(join(snapshot, graphName), { recursive: true });
    await symlink(join(cache, "gone"), join(snapshot, "tokenizer.json"));
    const { pull, downloads } = await start(cache);
    await pull();
    expect(downloads().length).toBe(exported.size + 1);
  });
});

describe("defaultHuggingFaceCache", () => {
  it.each([
    [{ HF_HUB_CACHE: "/a", HF_HOME: "/b", XDG_CACHE_HOME: "/c" }, "/a"],
    [{ HF_HUB_CACHE: "", HF_HOME: "/b", XDG_CACHE_HOME: "/c" }, join("/b", "hub")],
    [{ XDG_CACHE_HOME: "/c" }, join("/c", "huggingface", "hub")],
  ])("of %j is %s", (environment, folder) => {
    expect(defaultHuggingFaceCache(environment)).toBe(folder);
  });

  it("is in the home folder if no variable is set", () => {
    expect(defaultHuggingFaceCache({})).toMatch(/\.cache.huggingface.hub$/);
  });
});
