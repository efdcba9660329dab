/** What failures of a disk or a pipe mean, whatever was written. The user's input is not the cause. */
export const diskFailures: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  EFBIG: "the file would be too large for this disk",
  EIO: "the disk reports an error",
  EPIPE: "the program that reads from this pipe has ended",
};

/** The code that Node gives its errors ("ENOENT"), or nothing. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Waits for work, but takes "there is no such file" for an answer. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
