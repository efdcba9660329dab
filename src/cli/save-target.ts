import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UsageError } from "./command.ts";

/**
 * Refuses a folder that cannot be saved to, before a training is spent on it. Writes nothing; saving itself looks closer.
 * @throws UsageError
 */
export async function checkSaveTarget(folder: string): Promise<void> {
  const existing = await nearestExisting(resolve(folder));
  const found = await stat(existing);
  if (!found.isDirectory()) {
    throw new UsageError(
      `${folder}: No model can be saved here, since ${existing} is a file; choose another folder.`,
    );
  }
  try {
    await access(existing, constants.W_OK);
  } catch {
    throw new UsageError(
      `${folder}: No model can be saved here, since ${existing} is not yours to write; choose another folder.`,
    );
  }
}

async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found || path === dirname(path) ? path : nearestExisting(dirname(path));
}
