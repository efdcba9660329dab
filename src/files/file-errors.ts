import { InputError, PilesortError } from "../errors.ts";

/** Descriptions of failures of a disk or a pipe, by error code. The user's input is not their cause. */
export const diskFailures: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EFBIG: "the file would be too large for this disk",
  EIO: "the disk reports an error",
  EPIPE: "the program that reads from this pipe has ended",
};

/** Returns the code of an error of Node ("ENOENT"), or an empty string for other errors. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Waits for work on a file. @returns undefined if the file does not exist */
export function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  return unless(["ENOENT"], work);
}

/** Waits for work on a file. @returns undefined if the file does not exist, also because a part of its path is not a folder */
export function unlessUnreachable<T>(work: Promise<T>): Promise<T | undefined> {
  return unless(["ENOENT", "ENOTDIR"], work);
}

async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** The sentences for errors with one kind of file. */
export interface FileErrorWords {
  /** Sentences by error code, for errors that the user can do something about. They follow the path. */
  readonly sentences: Readonly<Record<string, string>>;
  /** Makes the sentence for a failure of the disk ("the disk is full"). It follows the path. Default: such errors stay as they are. */
  readonly diskFailure?: (failure: string) => string;
}

/** Turns an error of the file system into an InputError or a PilesortError. @returns the error itself if its code has no sentence */
export function fileError(error: unknown, path: string, { sentences, diskFailure }: FileErrorWords): unknown {
  const code = codeOf(error);
  const sentence = sentences[code];
  if (sentence !== undefined) return new InputError(sentence, { source: path, cause: error });
  const failure = diskFailures[code];
  if (failure === undefined || diskFailure === undefined) return error;
  return new PilesortError(`${path}: ${diskFailure(failure)}`, { cause: error });
}

const reading: FileErrorWords = {
  sentences: {
    ENOENT: "there is no such file.",
    ENOTDIR: "there is no such file.",
    EISDIR: "is a folder; name a file in it.",
    ENXIO: "is a socket; name a file.",
    ELOOP: "is a link that leads in a circle; name a file.",
    EACCES: "cannot be read; check its permissions.",
    EPERM: "cannot be read; check its permissions.",
    ENAMETOOLONG: "is too long for a file name.",
    ERR_INVALID_ARG_VALUE: "is not a valid file name.",
    Z_DATA_ERROR: "ends in .gz but is not a valid gzip file.",
    Z_BUF_ERROR: "is a gzip file that is cut short.",
  },
};

const writing: FileErrorWords = {
  sentences: {
    ENOENT: "its folder does not exist; create it first.",
    ENXIO: "is a socket, or a pipe that nobody reads; name a file.",
    ETXTBSY: "is a program that is running; name another file.",
    ENOTDIR: "cannot be written, because a part of its path is a file.",
    EISDIR: "is a folder; name a file in it.",
    EACCES: "cannot be written; check the permissions of its folder.",
    EPERM: "cannot be written; check the permissions of its folder.",
    EROFS: "cannot be written; this disk is read-only.",
    ENAMETOOLONG: "is too long for a file name.",
    ERR_INVALID_ARG_VALUE: "is not a valid file name.",
  },
  diskFailure: (failure) => `This file was not written completely, because ${failure}.`,
};

/** Turns an error of reading a file into an InputError. @returns the error itself if its code has no sentence */
export function readError(error: unknown, source: string): unknown {
  return fileError(error, source, reading);
}

/** Turns an error of writing a file into an InputError or a PilesortError. @returns the error itself if its code has no sentence */
export function writeError(error: unknown, path: string): unknown {
  return fileError(error, path, writing);
}
