import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { InputError } from "../../src/errors.ts";
import { knownEncoders } from "../../src/hub/catalog.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { pullEncoder } from "../../src/hub/pull-encoder.ts";
import { temporaryFolder } from "../encoder/temporary-folder.ts";
import { commit, type FakeHubOptions, filesOf, startFakeHub } from "./fake-hub.ts";
import { exported } from "./start-pull.ts";

const name = "maker/tiny";

async function start(options: Partial<FakeHubOptions> = {}) {
  const hub = await startFakeHub({ files: exported, ...options });
  onTestFinished(() => hub.close());
  return {
    hub,
    place: { store: await temporaryFolder(), endpoint: hub.url, measure: false, sleep: async () => {} },
  };
}

it.each(["onnx/model.onnx", "encoder-source.json"])(
  "a pull downloads a stored encoder again if %s is damaged",
  async (file) => {
    const { place } = await start();
    const folder = await pullEncoder(name, place);
    await writeFile(join(folder, file), "damaged");
    await pullEncoder(name, { ...place, revision: commit });
    expect(filesOf(folder).get("onnx/model.onnx")).toEqual(exported.get("onnx/model.onnx"));
    await (await openEncoder(name, { store: place.store })).dispose();
  },
);

it("a known encoder has its prefix under owner/name too", async () => {
  const known = knownEncoders.find(({ prefix }) => prefix !== "")!;
  const { place } = await start({ repository: known.repository });
  const folder = await pullEncoder(known.repository, place);
  const source = JSON.parse(await readFile(join(folder, "encoder-source.json"), "utf8"));
  expect(source).toMatchObject({ name: known.repository, prefix: known.prefix });
});

it("a rejected token gives a message with HF_TOKEN and the encoder's name", async () => {
  const { place } = await start({ token: "hf_right" });
  await expect(pullEncoder(name, place)).rejects.toThrow(/maker\/tiny at main exists, or set HF_TOKEN/);
});

it.each(["", "two words", "line\nbreak", "käse"])(
  "the token %j is rejected, and the message does not contain it",
  async (token) => {
    const { hub, place } = await start();
    const pulling = pullEncoder(name, { ...place, token });
    await expect(pulling).rejects.toThrow(InputError);
    await expect(pulling).rejects.toThrow(
      /^The option token \(HF_TOKEN\) must be ASCII without white space\.$/,
    );
    expect(hub.requests).toEqual([]);
  },
);
