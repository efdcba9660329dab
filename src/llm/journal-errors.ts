import { type FileErrorWords, fileError } from "../files/file-errors.ts";

/** Sentences about errors of the file system, for the user who named the folder. */
const words: FileErrorWords = {
  sentences: {
    EACCES: "cannot be written; check its permissions, or name another folder.",
    EEXIST: "is a file; name a folder.",
    ENAMETOOLONG: "is too long for the name of a folder; name another folder.",
    ENOTDIR: "cannot be created because a part of its path is a file; name another folder.",
    EPERM: "cannot be written; check its permissions, or name another folder.",
    EROFS: "cannot be written because this disk is read-only; name a folder on another disk.",
    EISDIR: "is a folder, but a file is expected; move it to another place, or name another folder.",
  },
  diskFailure: (failure) => `was not written: ${failure}; what it held before is safe.`,
};

/** Returns the error to throw if the file of replies could not be opened or written: with a sentence if one is known. */
export function journalError(error: unknown, path: string): unknown {
  return fileError(error, path, words);
}
