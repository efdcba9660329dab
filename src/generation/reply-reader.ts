import { decodeEntities } from "./bare-text.ts";
import { textsInJson } from "./json-texts.ts";
import { beginsAsJson, findJson } from "./lenient-json.ts";
import { textsInLines } from "./line-texts.ts";
import { withoutThoughts } from "./reply-thoughts.ts";
import { textsInTags } from "./tagged-texts.ts";
import { dropReasonOf } from "./text-rules.ts";

/** Characters of a reply that are read. More would cost time and memory; no honest answer is that long. */
const maxCharacters = 400_000;
/** Answers in answers: a server's whole body, with the model's JSON in a string of it. */
const maxDepth = 3;

/** What was read from a reply. */
export interface ReadReply {
  /** The texts of the examples, in their order, at most maxTexts of what was asked for. */
  readonly texts: readonly string[];
  /** "empty": nothing but white space. "unreadable": it holds something, and no text was found in it. */
  readonly status: "read" | "empty" | "unreadable";
}

/**
 * Returns how many texts are taken from one reply at most. Some models write a few too many, which are as good; one
 * that does not stop repeats itself. A larger number lets such a reply fill a whole pile.
 */
export function maxTexts(wanted: number): number {
  return Math.ceil(1.5 * wanted) + 2;
}

/**
 * Reads the examples from a language model's reply, whatever form it chose: the JSON that was asked for, other JSON,
 * whole or cut off, tags, tables, lists, or one text per line. Thoughts, talk, labels and numbers are left out.
 * @param wanted number of texts that the reply was asked for
 */
export function readReply(reply: string, wanted: number): ReadReply {
  const texts = readTexts(reply.slice(0, maxCharacters), 0).slice(0, maxTexts(wanted)).map(decodeEntities);
  if (texts.some((text) => text.trim() !== "")) return { texts, status: "read" };
  return { texts, status: reply.trim() === "" ? "empty" : "unreadable" };
}

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

function readTexts(reply: string, depth: number): string[] {
  const body = withoutThoughts(reply.replace(/^\uFEFF/, ""));
  if (body === "") return [];
  const again = (text: string) => (depth < maxDepth ? readTexts(text, depth + 1) : undefined);
  return (
    readWholeJson(body, again) ?? readJson(body, again) ?? textsInTags(body, again) ?? textsInLines(body)
  );
}

type ReadAgain = (text: string) => string[] | undefined;

/** The whole reply is JSON. */
function readWholeJson(body: string, again: ReadAgain): string[] | undefined {
  if (/^(?:null|true|false|-?\d[\d.]*)$/.test(body)) return [];
  if (!/^[{["]/.test(body)) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "string") return again(value);
    return textsInJson(value, again) ?? [];
  } catch {
    return undefined;
  }
}

/** JSON amid talk, in a fence, one value per line, or JSON that breaks the rules. */
function readJson(body: string, again: ReadAgain): string[] | undefined {
  const values = findJson(unescapedJson(body));
  const isRows =
    values.length > 1 && values.every((value) => typeof value === "object" && !Array.isArray(value));
  const rows = isRows ? textsInJson(values, again) : undefined;
  const found = values.map((value) => textsInJson(value, again)).filter((texts) => texts !== undefined);
  const lists = found.flat();
  if (rows !== undefined && rows.length >= lists.length) return rows;
  return found.length > 0 || beginsAsJson(body) ? lists : undefined;
}

/** JSON that was put into a string, and has lost the quotes around it: {\"texts\": [\"one\"]}. */
function unescapedJson(body: string): string {
  return /^[{[]\s*\\"/.test(body) ? body.replace(/\\(["\\])/g, "$1") : body;
}
