import type { Writable } from "node:stream";

/** Where written text goes. Each call must be awaited before the next. */
export interface TextSink {
  write(text: string): Promise<void>;
  /**
   * Makes what was written lasting.
   * @param name another name than the one it was opened with, if it is a file
   */
  finish(name?: string): Promise<void>;
  /** Takes back what was written, as far as that can be done; also after finish has failed, and more than once. */
  abandon(): Promise<void>;
}

/**
 * Writes to a stream that is somebody else's, at the pace at which it is read; it is left open. What breaks (EPIPE) is
 * thrown as the stream gives it.
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
