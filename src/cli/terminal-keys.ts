import { emitKeypressEvents } from "node:readline";
import type { Readable } from "node:stream";
import type { Key } from "./name-search.ts";

/** A terminal to read keys from. */
export type KeySource = Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };

/** Reads keys one by one, without waiting for the end of a line. `close` gives the terminal back. */
export interface KeyReader {
  /** Returns the next key; undefined if the input has ended. */
  next(): Promise<Key | undefined>;
  close(): void;
}

export function readKeys(source: KeySource): KeyReader {
  const waiting: ((key: Key | undefined) => void)[] = [];
  const pressed: Key[] = [];
  let hasEnded = false;
  const onKey = (text: string | undefined, { name, ctrl }: { name?: string; ctrl?: boolean } = {}): void => {
    const key = { name, text, ctrl };
    const taker = waiting.shift();
    if (taker) taker(key);
    else pressed.push(key);
  };
  const onEnd = (): void => {
    hasEnded = true;
    for (const taker of waiting.splice(0)) taker(undefined);
  };
  emitKeypressEvents(source);
  source.setRawMode?.(true);
  source.on("keypress", onKey).on("end", onEnd).on("close", onEnd);
  source.resume();
  return {
    next() {
      const key = pressed.shift();
      if (key !== undefined || hasEnded) return Promise.resolve(key);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      source.off("keypress", onKey).off("end", onEnd).off("close", onEnd);
      source.setRawMode?.(false);
      source.pause();
      onEnd();
    },
  };
}
