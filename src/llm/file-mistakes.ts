import { type FileErrorWords, fileError } from "../files/file-errors.ts";

/** What the file system's refusals mean to whoever named the folder. */
const words: FileErrorWords = {
  sentences: {
    EACCES: "may not be written; look at its permissions, or name another folder.",
    EEXIST: "is a file; name a folder.",
    ENAMETOOLONG: "is too long for the name of a folder.",
    ENOTDIR: "cannot be made, for a part of its path is a file; name another folder.",
    EPERM: "may not be written; look at its permissions, or name another folder.",
    EROFS: "may not be written, for this disk is read-only; name a folder on another.",
    EISDIR: "is a folder where a file should be; move it away, or name another folder.",
  },
  diskFailure: (failure) => `was not written, for ${failure}; what it held before is safe.`,
};

/** The error to throw where a file of replies could not be opened or written: a sentence where one is known. */
export function journalError(error: unknown, path: string): unknown {
  return fileError(error, path, words);
}
