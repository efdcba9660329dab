import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEncoder, train } from "../../src/index.ts";
import { builtCommand } from "./node-process.ts";
import type { Answer, Skipped } from "./result.ts";

const classes = {
  cat: "Cats are independent, groom themselves, purr and meow.",
  dog: "Dogs live in packs, are loyal, bark and like to fetch.",
};

/** Runs `work` with the folder of a small saved model, and cleans up after it. */
export async function withSmallModel(
  work: (model: string, folder: string) => Promise<Answer>,
): Promise<Answer | Skipped> {
  if (!existsSync(builtCommand)) return { skipped: "the command is not built; run npm run build" };
  const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-"));
  try {
    const encoder = await openEncoder();
    const model = join(folder, "model");
    await (await train({ classes, encoder })).save(model);
    await encoder.dispose();
    return await work(model, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
