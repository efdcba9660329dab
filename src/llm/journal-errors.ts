import { InputError, PilesortError } from "../errors.ts";
import { codeOf, diskFailures } from "../files/disk-errors.ts";

/** Sentences about errors of the file system, for the user who named the folder. */
const mistakes: Readonly<Record<string, string>> = {
  EACCES: "cannot be written; check its permissions, or name another folder.",
  EEXIST: "is a file; name a folder.",
  ENAMETOOLONG: "is too long for the name of a folder; name another folder.",
  ENOTDIR: "cannot be created because a part of its path is a file; name another folder.",
  EPERM: "cannot be written; check its permissions, or name another folder.",
  EROFS: "cannot be written because this disk is read-only; name a folder on another disk.",
  EISDIR: "is a folder, but a file is expected; move it to another place, or name another folder.",
};

/** Returns the error to throw if the file of replies could not be opened or written: with a sentence if one is known. */
export function fileError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code in mistakes) return new InputError(mistakes[code], { source: path, cause: error });
  if (!(code in diskFailures)) return error;
  const sentence = `${path}: was not written: ${diskFailures[code]}; what it held before is safe.`;
  return new PilesortError(sentence, { cause: error });
}
