import { appendFile, cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder } from "../../src/encoder/bundled-encoder.ts";
import { InputError, ModelFileError } from "../../src/errors.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";
import { temporaryFolder } from "../encoder/temporary-folder.ts";

describe("openEncoder", () => {
  it.each([undefined, "bundled"])("opens the bundled encoder for %j", async (spec) => {
    const encoder = await openEncoder(spec);
    expect(encoder.identity).toMatchObject({ name: "bge-small-en-v1.5-int8", dimensions: 384 });
    await encoder.dispose();
  });

  it("opens a folder by its path and names the encoder after it", async () => {
    const encoder = await openEncoder(join(import.meta.dirname, "../encoder/fixtures", "cls"));
    expect(encoder.identity).toMatchObject({ name: "cls", dimensions: 8 });
    await encoder.dispose();
  });

  it("says how to pull a known encoder", async () => {
    const store = await temporaryFolder();
    const opening = openEncoder("all-MiniLM-L6-v2", { store });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(
      `The encoder "all-MiniLM-L6-v2" is not pulled yet; run pilesort encoders pull all-MiniLM-L6-v2 --store ${store}.`,
    );
  });

  it.each(["nothing", "no/such", "./missing", ""])("lists the choices for %j", async (spec) => {
    const opening = openEncoder(spec, { store: await temporaryFolder() });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(
      /name one of these: bundled, the path of a folder with an ONNX export\.$/,
    );
  });

  it.each(["model.onnx", "tokenizer.json"])(
    "rejects a bundled encoder whose %s was changed",
    async (file) => {
      const folder = join(await temporaryFolder(), "encoder");
      await cp(bundledEncoderFolder, folder, { recursive: true });
      await appendFile(join(folder, file), " ");
      const opening = openEncoder(folder);
      await expect(opening).rejects.toThrow(ModelFileError);
      await expect(opening).rejects.toThrow(`${join(folder, file)}: This file is damaged or was changed`);
    },
  );

  it("rejects a description that does not match the schema", async () => {
    const folder = join(await temporaryFolder(), "encoder");
    await cp(bundledEncoderFolder, folder, { recursive: true });
    await writeFile(join(folder, "encoder.json"), '{"name": "x"}');
    await expect(openEncoder(folder)).rejects.toThrow(/encoder\.json: This file is invalid: dimensions /);
  });
});
