import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { CancelledError, InputError, ModelFileError, RemoteError } from "../../src/errors.ts";
import { listEncoders } from "../../src/hub/list-encoders.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { commit, filesOf } from "./fake-hub.ts";
import { exported, startPull } from "./start-pull.ts";

const graphName = "onnx/model.onnx";
const graphBytes = exported.get(graphName)!.length;

describe("pullEncoder", () => {
  it("downloads the needed files, and the encoder then opens by its name", async () => {
    const files = new Map([
      ...exported,
      ["pytorch_model.bin", Buffer.alloc(10)],
      ["README.md", Buffer.from("read")],
    ]);
    const { store, hub, pull } = await startPull({ files });
    const folder = await pull();
    expect(folder).toBe(join(store, "maker--tiny"));
    expect([...filesOf(folder).keys()].sort()).toEqual([...exported.keys(), "encoder-source.json"].sort());
    expect(hub.requests[0]).toBe("GET /api/models/maker/tiny/revision/main");

    const encoder = await openEncoder("maker/tiny", { store });
    onTestFinished(() => encoder.dispose());
    expect(encoder.identity).toMatchObject({ name: "maker/tiny", dimensions: 8 });
  });

  it("records origin, size and sha256 of each file", async () => {
    const { pull } = await startPull();
    const source = JSON.parse(await readFile(join(await pull(), "encoder-source.json"), "utf8"));
    expect(source).toMatchObject({ name: "maker/tiny", repository: "maker/tiny", commit, dimensions: 8 });
    expect(Object.keys(source.files).sort()).toEqual([...exported.keys()].sort());
    expect(source.files[graphName]).toMatchObject({
      bytes: graphBytes,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("uses the repository and the prefix of a known name", async () => {
    const { store, pull } = await startPull({ repository: "intfloat/multilingual-e5-small" });
    await pull({}, "multilingual-e5-small");
    const encoder = await openEncoder("multilingual-e5-small", { store });
    onTestFinished(() => encoder.dispose());
    const source = await readFile(join(store, "multilingual-e5-small", "encoder-source.json"), "utf8");
    expect(JSON.parse(source).prefix).toBe("query: ");
  });

  it("reports a number of bytes that rises to the size of all files", async () => {
    const { pull } = await startPull();
    const events: { done: number; total?: number }[] = [];
    await pull({ onProgress: (event) => events.push(event) });
    const total = [...exported.values()].reduce((sum, { length }) => sum + length, 0);
    expect(events.at(-1)).toEqual({ stage: "download", done: total, total, unit: "bytes" });
    expect(events.map(({ done }) => done)).toEqual(events.map(({ done }) => done).sort((a, b) => a - b));
  });

  it("resumes where the connection broke", async () => {
    const { hub, waits, pull } = await startPull({ cuts: { after: 500, times: 2 } });
    await pull();
    const graph = hub.requests.filter((request) => request.includes(`/storage/${graphName}`));
    expect(graph).toEqual([
      `GET /storage/${graphName}`,
      `GET /storage/${graphName} bytes=500-`,
      `GET /storage/${graphName} bytes=1000-`,
    ]);
    expect(waits).toEqual([500, 1000]);
  });

  it("resumes where an earlier pull failed", async () => {
    const cuts = { after: 100, times: 5 };
    const { hub, store, pull } = await startPull({ cuts });
    await expect(pull()).rejects.toThrow(RemoteError);
    expect(await listEncoders({ store })).not.toContainEqual(expect.objectContaining({ name: "maker/tiny" }));
    cuts.times = 0;
    hub.requests.length = 0;
    await pull();
    expect(hub.requests).toContain(`GET /storage/${graphName} bytes=500-`);
  });

  it("downloads a file from its start if the server has no ranges or the part on the disk is longer than the file", async () => {
    const ignorant = await startPull({ cuts: { after: 500, times: 1 }, ignoresRanges: true });
    await ignorant.pull();
    const { store, pull } = await startPull({ cuts: { after: 100, times: 5 } });
    await expect(pull()).rejects.toThrow(RemoteError);
    await writeFile(
      join(store, ".downloads", `maker--tiny@${commit}`, graphName),
      Buffer.alloc(graphBytes + 1),
    );
    await pull();
  });

  it.each([
    ["the hub", { saysSha256: "0".repeat(64) }, {}],
    ["the caller", {}, { sha256: { "tokenizer.json": "0".repeat(64) } }],
  ])(
    "rejects a file with another sha256 than %s names, and keeps nothing of it",
    async (_, hubOptions, pullOptions) => {
      const { store, pull } = await startPull(hubOptions);
      await expect(pull(pullOptions)).rejects.toThrow(
        /with the sha256 [0-9a-f]{64} instead of 0{64}; try again/,
      );
      const left = filesOf(store);
      expect([...left.keys()].filter((name) => name.endsWith("encoder-source.json"))).toEqual([]);
      const rejected = "sha256" in pullOptions ? "tokenizer.json" : graphName;
      expect([...left.keys()].some((name) => name.endsWith(rejected))).toBe(false);
    },
  );

  it("sends the token to the hub only", async () => {
    const { hub, pull } = await startPull({ token: "hf_secret" });
    await pull({ token: "hf_secret" });
    expect(hub.storageHeaders).toHaveLength(1);
    expect(hub.storageHeaders[0].authorization).toBeUndefined();
  });

  it.each([
    [{ token: "hf_other" }, {}, 401, /^The hub answered 401 \(the key is missing or not accepted\): Access/],
    [
      {},
      { repository: "other/model" },
      404,
      /^The hub answered 404 \(there is nothing of this name\): Entry not found\./,
    ],
  ])("says in one sentence what the hub said (%#)", async (pullOptions, hubOptions, status, message) => {
    const { waits, pull } = await startPull({
      token: status === 401 ? "hf_right" : undefined,
      ...hubOptions,
    });
    const error = await pull(pullOptions).catch((reason) => reason);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ status, message: expect.stringMatching(message) });
    expect(error.message).not.toContain("hf_");
    expect(waits).toEqual([]);
  });

  it("says that the bundled encoder needs no download if there is no network", async () => {
    const { hub, pull } = await startPull();
    await hub.close();
    const error = await pull().catch((reason) => reason);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error.message).toMatch(
      /^The hub cannot be reached at .* \(ECONNREFUSED\)\. Set HF_ENDPOINT to a mirror, .*; the bundled encoder needs no download\.$/,
    );
  });

  it.each([graphName, "tokenizer.json"])("rejects a repository without %s", async (missing) => {
    const files = new Map([...exported].filter(([name]) => name !== missing));
    const pulling = (await startPull({ files })).pull();
    await expect(pulling).rejects.toThrow(InputError);
    await expect(pulling).rejects.toThrow(/maker\/tiny has no (ONNX graph|tokenizer.json)/);
  });

  it("rejects an encoder that does not open, before it is moved to the store", async () => {
    const files = new Map([...exported, ["1_Pooling/config.json", Buffer.from('{"pooling_mode": "max"}')]]);
    const { store, pull } = await startPull({ files });
    await expect(pull()).rejects.toThrow(ModelFileError);
    await expect(stat(join(store, "maker--tiny"))).rejects.toThrow();
  });

  it("sends no request if the named commit is stored, and downloads nothing if the branch is at it", async () => {
    const { hub, pull } = await startPull();
    const folder = await pull();
    hub.requests.length = 0;
    expect(await pull({ revision: commit })).toBe(folder);
    expect(hub.requests).toEqual([]);
    expect(await pull()).toBe(folder);
    expect(hub.requests).toEqual(["GET /api/models/maker/tiny/revision/main"]);
  });

  it("replaces an older commit by a newer one", async () => {
    const { store, pull } = await startPull();
    const folder = await pull();
    const path = join(folder, "encoder-source.json");
    const source = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...source, commit: "f".repeat(40) }));
    await pull();
    expect(JSON.parse(await readFile(path, "utf8")).commit).toBe(commit);
    expect((await readdir(join(store, ".downloads"))).length).toBe(0);
  });

  it("stops when the signal fires", async () => {
    const { pull } = await startPull();
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    await expect(pull({ signal: controller.signal, onProgress })).rejects.toThrow(CancelledError);
  });

  it.each(["tiny", "../up", "a/b/c", "maker/..", ""])("rejects the name %j", async (name) => {
    const { hub, pull } = await startPull();
    await expect(pull({}, name)).rejects.toThrow(InputError);
    expect(hub.requests).toEqual([]);
  });
});
