import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { bundledEncoderFolder, findBundledEncoder } from "../../src/encoder/bundled-encoder.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const root = resolve(import.meta.dirname, "../..");

describe("the folder of the bundled encoder", () => {
  it("is beside the code", () => {
    expect(bundledEncoderFolder).toBe(join(root, "assets/encoder"));
  });

  it("is found in the installed package if a bundler moved the code", async () => {
    const elsewhere = join(await temporaryFolder(), "out.js");
    const here = join(root, "here.js");
    // A package finds itself by its own name.
    for (const url of [pathToFileURL(elsewhere).href, undefined])
      expect(findBundledEncoder(url, here)).toBe(join(root, "assets/encoder"));
  });

  it("is the place beside the code if it does not exist", async () => {
    const elsewhere = join(await temporaryFolder(), "a/b/out.js");
    expect(findBundledEncoder(pathToFileURL(elsewhere).href, elsewhere)).toBe(
      join(elsewhere, "../../../assets/encoder"),
    );
  });
});
