import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { train } from "../../src/index.ts";

/** Saves a model of two classes as `mail` in a new folder of models. @returns that folder */
export async function saveSmallModel(folder: string): Promise<string> {
  const models = join(folder, "models");
  mkdirSync(models);
  await using trained = await train({
    classes: { refund: "The customer wants the money back.", delivery: "The parcel is late or lost." },
  });
  await trained.save(join(models, "mail"));
  return models;
}

/** Starts `pilesort serve` of the build with the model `mail`, without its log. */
export function serveModels(models: string, port: number, flags: readonly string[] = []): ChildProcess {
  const main = join(import.meta.dirname, "../../dist/cli/main.js");
  const own = [
    "--model",
    `mail=${join(models, "mail")}`,
    "--models",
    models,
    "--port",
    String(port),
    "--quiet",
  ];
  return spawn(process.execPath, [main, "serve", ...own, ...flags], {
    stdio: ["ignore", "inherit", "inherit"],
  });
}
