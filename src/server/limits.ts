import { HttpProblem } from "./http/problem.ts";

/** Limits of requests. Larger ones let one request take more memory and time. */
export interface Limits {
  /** Maximum size of a body, in bytes. Default: 10 MiB */
  readonly bodyBytes: number;
  /** Maximum size of an uploaded zip file, in bytes. Default: 512 MiB */
  readonly uploadBytes: number;
  /** Maximum number of texts or rows per request; streams have no such limit. Default: 10,000 */
  readonly rows: number;
  /** Maximum number of characters per text. Default: 200,000 */
  readonly textCharacters: number;
  /** Maximum number of classes of a training or of candidate labels. Default: 3,000 */
  readonly classes: number;
  /** Maximum number of jobs that wait. Default: 16 */
  readonly jobs: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 10 * 1024 ** 2,
  uploadBytes: 512 * 1024 ** 2,
  rows: 10_000,
  textCharacters: 200_000,
  classes: 3000,
  jobs: 16,
};

/** @throws HttpProblem if there are too many texts, or one is too long */
export function checkTexts(texts: readonly string[], { rows, textCharacters }: Limits): void {
  if (texts.length > rows) {
    throw new HttpProblem(
      413,
      `The request has ${texts.length} texts, and this server takes ${rows}; split it, or send it as a stream.`,
    );
  }
  const long = texts.findIndex((text) => text.length > textCharacters);
  if (long >= 0) throw tooLong(`Text ${long + 1}`, texts[long], textCharacters);
}

/** @throws HttpProblem if there are too many classes */
export function checkClassCount(count: number, { classes }: Limits): void {
  if (count > classes) {
    throw new HttpProblem(413, `The request has ${count} classes, and this server takes ${classes}.`);
  }
}

/** Makes the error for a text that is too long. @param which such as "Text 3" */
export function tooLong(which: string, text: string, maximum: number): HttpProblem {
  return new HttpProblem(
    413,
    `${which} has ${text.length} characters, and this server takes ${maximum}; shorten it.`,
  );
}
