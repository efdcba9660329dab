import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { JsonValue } from "../../src/task/task.ts";

/** An empty folder that is gone when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-model-file-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file of a folder by name, as bytes. */
export function filesOf(folder: string): Record<string, Buffer> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
}

/** Rewrites a JSON file through its parsed value. */
export function editJson(path: string, edit: (value: Record<string, JsonValue>) => unknown): void {
  const value = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify(edit(value) ?? value));
}

/** Replaces a file and makes the manifest agree with it, so that the reader of the file must reject it. */
export function replaceFile(folder: string, name: string, bytes: Uint8Array | string): void {
  writeFileSync(join(folder, name), bytes);
  const written = readFileSync(join(folder, name));
  const entry = { bytes: written.length, sha256: createHash("sha256").update(written).digest("hex") };
  editJson(join(folder, "manifest.json"), (manifest) => {
    manifest.files = { ...(manifest.files as object), [name]: entry };
  });
}
