import { decodeEntities } from "./bare-text.ts";
import { textsInJson } from "./json-texts.ts";
import { beginsAsJson, findJson } from "./lenient-json.ts";
import { textsInLines } from "./line-texts.ts";
import { withoutThoughts } from "./reply-thoughts.ts";
import { textsInTags } from "./tagged-texts.ts";
import { dropReasonOf } from "./text-rules.ts";

/** Maximum number of characters that are read. More cost time and memory; with fewer, long answers are cut. */
const maxCharacters = 400_000;
/** Maximum depth of answers within answers, such as a server's whole body with the model's JSON in a string. */
const maxDepth = 3;

/** What was read from a reply. */
interface ReadReply {
  /** The texts in their order, up to maxTexts of the requested number. */
  readonly texts: readonly string[];
  /** "empty": only white space. "unreadable": no text was found in it. */
  readonly status: "read" | "empty" | "unreadable";
}

/**
 * Returns the maximum number of texts that are used from one reply. Some models return a few too many, which are as good;
 * a model that does not stop repeats itself. With a larger number, such a reply could fill a whole pile.
 */
export function maxTexts(wanted: number): number {
  return Math.ceil(1.5 * wanted) + 2;
}

/**
 * Reads the examples from a language model's reply in any form: the requested JSON, other or incomplete JSON, tags,
 * tables, lists, or one text per line. Leaves out thinking, talk, labels and numbers.
 * @param wanted number of requested texts
 * @internal Exported for tests.
 */
export function readReply(reply: string, wanted: number): ReadReply {
  const texts = readTexts(reply.slice(0, maxCharacters), 0).slice(0, maxTexts(wanted)).map(decodeEntities);
  if (texts.some((text) => text.trim() !== "")) return { texts, status: "read" };
  return { texts, status: reply.trim() === "" ? "empty" : "unreadable" };
}

/** What was read from a reply, and whether it answers its call. */
export interface Reading extends ReadReply {
  /** Whether at least one text may be an example. If not, the call is made again by the next run. */
  readonly isAnswer: boolean;
}

/** Reads a reply to a call. */
export type ReadReplyText = (reply: string) => Reading;

/**
 * Reads a language model's reply.
 * @param wanted number of requested texts
 */
export function readingOf(reply: string, wanted: number): Reading {
  const read = readReply(reply, wanted);
  return { ...read, isAnswer: read.texts.some((text) => dropReasonOf(text) === undefined) };
}

/** Returns a reader that reads each reply once and returns the same reading for the same reply. */
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

/** Reads a reply that is JSON as a whole. */
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

/** Reads JSON between talk, in a fence, one value per line, or with errors of syntax. */
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

/** Unescapes JSON from a string that lost its quotes: {\"texts\": [\"one\"]}. */
function unescapedJson(body: string): string {
  return /^[{[]\s*\\"/.test(body) ? body.replace(/\\(["\\])/g, "$1") : body;
}
