import type { Writable } from "node:stream";

/** A destination of text. Each call must be awaited before the next one. */
export interface TextSink {
  write(text: string): Promise<void>;
  /**
   * Completes the output.
   * @param name the path of the file. Default: the path with which it was opened
   */
  finish(name?: string): Promise<void>;
  /** Removes the output, if that is possible. It may be called after `finish` failed, and more than once. */
  abandon(): Promise<void>;
}

/**
 * Returns a sink that writes to a stream of the caller, at the pace of its reader. The stream is not closed. Errors of the
 * stream (EPIPE) are thrown as they are.
 */
export function streamSink(stream: Writable): TextSink {
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    async finish() {},
    async abandon() {},
  };
}
