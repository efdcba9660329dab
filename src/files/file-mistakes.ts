import { InputError, PilesortError } from "../errors.ts";
import { codeOf, diskFailures } from "./disk-errors.ts";

/** What the file system's refusals mean to whoever named the file to read. */
const readMistakes: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file.",
  ENOTDIR: "there is no such file.",
  EISDIR: "is a folder; name a file in it.",
  ENXIO: "is a socket; name a file.",
  ELOOP: "is a link that leads in a circle; name a file.",
  EACCES: "may not be read; look at its permissions.",
  EPERM: "may not be read; look at its permissions.",
  ENAMETOOLONG: "is too long for the name of a file.",
  ERR_INVALID_ARG_VALUE: "is not the name of a file.",
  Z_DATA_ERROR: "ends in .gz but is not a sound gzip file.",
  Z_BUF_ERROR: "is a gzip file that is cut short.",
};

const writeMistakes: Readonly<Record<string, string>> = {
  ENOENT: "the folder it should lie in does not exist; make it first.",
  ENXIO: "is a socket, or a pipe that nobody reads; name a file.",
  ETXTBSY: "is a program that is running; name another file.",
  ENOTDIR: "cannot be written, for what should be its folder is a file.",
  EISDIR: "is a folder; name a file in it.",
  EACCES: "may not be written; look at the permissions of its folder.",
  EPERM: "may not be written; look at the permissions of its folder.",
  EROFS: "may not be written; this disk is read-only.",
  ENAMETOOLONG: "is too long for the name of a file.",
  ERR_INVALID_ARG_VALUE: "is not the name of a file.",
};

/** The error to throw where reading failed: a sentence for a mistake that can be mended, else the error itself. */
export function readError(error: unknown, source: string): unknown {
  const mistake = readMistakes[codeOf(error)];
  return mistake === undefined ? error : new InputError(mistake, { source, cause: error });
}

/** The error to throw where writing failed; what stood under the name before is still there. */
export function writeError(error: unknown, path: string): unknown {
  const mistake = writeMistakes[codeOf(error)];
  if (mistake !== undefined) return new InputError(mistake, { source: path, cause: error });
  const failure = diskFailures[codeOf(error)];
  if (failure === undefined) return error;
  return new PilesortError(`${path}: This file was not written completely, since ${failure}.`, {
    cause: error,
  });
}
