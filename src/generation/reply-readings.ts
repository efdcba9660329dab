import { type ReadReply, readReply } from "./reply-reader.ts";
import { dropReasonOf } from "./text-rules.ts";

/** What was read from a reply, and whether it answers its call. */
export interface Reading extends ReadReply {
  /** Whether one text at least may be an example. A reply without one is not kept as final. */
  readonly isAnswer: boolean;
}

/** Reads a reply to a call that asked for at most so many texts. */
export type ReadReplyText = (reply: string) => Reading;

/** Reads a language model's reply. */
export function readingOf(reply: string, wanted: number): Reading {
  const read = readReply(reply, wanted);
  return { ...read, isAnswer: read.texts.some((text) => dropReasonOf(text) === undefined) };
}

/** The same reader, which reads each reply once: several parts of the work ask for the same one. */
export function readOnce(read: ReadReplyText): ReadReplyText {
  const readings = new Map<string, Reading>();
  return (reply) => {
    const reading = readings.get(reply) ?? read(reply);
    readings.set(reply, reading);
    return reading;
  };
}
