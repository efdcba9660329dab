import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { emptyFolder, root, start } from "./processes.ts";

describe("the command line without the native runtime", () => {
  it("works, and says in one sentence which runtime is used", async () => {
    const hide = pathToFileURL(join(root, "tests/onnx/fixtures/hide-native.mjs"));
    const words = [
      "train",
      "--class",
      "refund: They want money back.",
      "praise: They are happy.",
      "--save",
      "m",
    ];
    const { status, stdout, stderr } = await start(words, emptyFolder(), "", {
      NODE_OPTIONS: `--import ${hide}`,
    }).finished;
    expect(status).toBe(0);
    expect(stdout + stderr).toContain("Saved to m");
    expect(stderr.match(/native runtime onnx/g)).toHaveLength(1);
    expect(stderr).toContain(
      "Warning: The native runtime onnxruntime-node cannot be loaded (Cannot find package 'onnxruntime-node'), so the slower WebAssembly runtime is used.",
    );
  });
});
