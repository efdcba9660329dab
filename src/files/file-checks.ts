import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import { invalidValue } from "./fit-schema.ts";
import { NotAFileError, openRegularFile, readRegularFile } from "./regular-file.ts";
import { sha256 } from "./sha256.ts";

/** The size and the checksum that a file must have. */
export interface FileCheck {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

export const fileCheckSchema: z.ZodType<FileCheck> = z.object({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Checks of the files of a folder, by file name. */
export type FileChecks = Readonly<Record<string, FileCheck>>;

export interface CheckedFile {
  readonly bytes: Uint8Array;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string;
}

/**
 * Reads a file of an encoder's folder and compares it with its check, if it has one.
 * @throws ModelFileError if it is missing or differs from its check
 */
export async function readCheckedFile(
  folder: string,
  name: string,
  checks: FileChecks,
): Promise<CheckedFile> {
  const path = join(folder, name);
  const bytes = await readRegularFile(path).catch((cause: unknown) => {
    throw unreadable(path, "This file of the encoder cannot be read.", cause);
  });
  const file = { bytes, sha256: sha256(bytes) };
  checkUnchanged(path, { bytes: bytes.length, sha256: file.sha256 }, checks[name]);
  return file;
}

/** Checks a file as readCheckedFile does, without keeping it in memory. @returns its SHA-256 in hex */
export async function hashCheckedFile(folder: string, name: string, checks: FileChecks): Promise<string> {
  const path = join(folder, name);
  const found = await hashFile(path);
  checkUnchanged(path, found, checks[name]);
  return found.sha256;
}

/** Returns the size and the SHA-256 of a file, which is read as a stream. */
export async function hashFile(path: string): Promise<FileCheck> {
  const hash = createHash("sha256");
  let bytes = 0;
  const handle = await openRegularFile(path).catch((cause: unknown) => {
    throw cause instanceof NotAFileError ? unreadable(path, "", cause) : cause;
  });
  // The stream closes the file.
  for await (const chunk of handle.createReadStream()) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

function unreadable(path: string, sentence: string, cause: unknown): ModelFileError {
  const reason =
    cause instanceof NotAFileError
      ? "This is not a regular file; install or download the encoder again, or name another folder."
      : sentence;
  return new ModelFileError(path, reason, { cause });
}

function checkUnchanged(path: string, found: FileCheck, check: FileCheck | undefined): void {
  if (check !== undefined && (check.bytes !== found.bytes || check.sha256 !== found.sha256)) {
    throw new ModelFileError(
      path,
      "This file is damaged or was changed; install or download the encoder again.",
    );
  }
}

/** Reads a JSON file and validates it. @returns undefined if the file does not exist @throws ModelFileError if it is invalid */
export async function readJsonFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const bytes = await readRegularFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw unreadable(path, "This file cannot be read.", cause);
  });
  return bytes === undefined ? undefined : parseJson(bytes.toString(), path, schema);
}

/** Parses and validates JSON. @param path where it came from, for messages @throws ModelFileError for the first invalid value */
export function parseJson<T>(text: string, path: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ModelFileError(path, "This file is not JSON; it is damaged or cut short.", { cause });
  }
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new ModelFileError(path, `This file is invalid: ${invalidValue(result.error.issues[0])}.`);
}
