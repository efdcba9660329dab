import { InputError, PilesortError } from "../errors.ts";
import { codeOf, diskFailures } from "../files/disk-errors.ts";

/** What the file system's refusals mean to whoever named the folder. */
const mistakes: Readonly<Record<string, string>> = {
  EACCES: "may not be written; look at its permissions, or name another folder.",
  EEXIST: "is a file; name a folder.",
  ENAMETOOLONG: "is too long for the name of a folder.",
  ENOTDIR: "cannot be made, for a part of its path is a file; name another folder.",
  EPERM: "may not be written; look at its permissions, or name another folder.",
  EROFS: "may not be written, for this disk is read-only; name a folder on another.",
  EISDIR: "is a folder where a file should be; move it away, or name another folder.",
};

/** The error to throw where a file of replies could not be opened or written: a sentence where one is known. */
export function fileError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code in mistakes) return new InputError(mistakes[code], { source: path, cause: error });
  if (!(code in diskFailures)) return error;
  const sentence = `${path}: was not written, for ${diskFailures[code]}; what it held before is safe.`;
  return new PilesortError(sentence, { cause: error });
}
