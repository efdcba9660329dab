import type { z } from "zod";
import { quote } from "../files/quote.ts";
import type { JsonValue } from "../task/task.ts";
import { maxJsonBytes, maxJsonDepth } from "./layout.ts";
import { Refusal, remedy } from "./refusal.ts";

/** With ignoreBOM a byte order mark stays in the text, and JSON.parse rejects it. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Encodes JSON as bytes that depend on the value only: sorted keys, two spaces, a newline at the end. */
export function encodeJson(value: unknown, name: string): Uint8Array {
  const bytes = Buffer.from(`${JSON.stringify(withSortedKeys(value), null, 2)}\n`);
  if (bytes.length > maxJsonBytes) throw new Refusal(`${name} would be larger than ${maxJsonBytes} bytes.`);
  return bytes;
}

/** Reads JSON more strictly than JSON.parse: UTF-8 only, limited in size, no repeated keys, and valid for checkJson. */
export function decodeJson(bytes: Uint8Array, name: string, maxBytes = maxJsonBytes): JsonValue {
  if (bytes.length > maxBytes) throw new Refusal(`${name} is larger than ${maxBytes} bytes.`);
  const text = decodeUtf8(bytes, name);
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(`${name} is not JSON; it is damaged or cut short. ${remedy}`);
  }
  if (checkJson(value, name) !== countColons(text)) throw new Refusal(`${name} has a repeated key.`);
  return value;
}

/** Encodes a value after checking it against the schema that it is read with. */
export function encodeJsonAs<T>(schema: z.ZodType<T>, value: T, name: string): Uint8Array {
  return encodeJson(fitSchema(schema, value, name), name);
}

export function decodeJsonAs<T>(schema: z.ZodType<T>, bytes: Uint8Array, name: string): T {
  return fitSchema(schema, decodeJson(bytes, name), name);
}

/** Checks a value against a schema. @throws Refusal with the first place that does not match */
export function fitSchema<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  const place = path.length === 0 ? "" : ` at ${quote(path.join("."))}`;
  throw new Refusal(`${name} is invalid${place}: ${message.slice(0, 200)}.`);
}

/**
 * Rejects what JSON cannot hold (NaN, undefined, class instances, cycles), nesting that is too deep, and the key
 * `__proto__`, because code that copies it carelessly would change an object's prototype.
 * @returns the number of keys at all levels together
 */
export function checkJson(value: unknown, name: string, depth = 0): number {
  if (depth > maxJsonDepth) throw new Refusal(`${name} is nested more than ${maxJsonDepth} levels deep.`);
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) keys += checkJson(item, name, depth + 1);
  } else if (isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === "__proto__") throw new Refusal(`${name} has the key "__proto__"; give it another name.`);
      keys += 1 + checkJson(item, name, depth + 1);
    }
  } else if (!isJsonScalar(value)) {
    throw new Refusal(`${name} has a value that JSON cannot hold (${describe(value)}).`);
  }
  return keys;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isJsonScalar(value: unknown): boolean {
  return value === null || typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function describe(value: unknown): string {
  return typeof value === "number" ? String(value) : typeof value;
}

function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal(`${name} is not UTF-8 text; it is damaged.`);
  }
}

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, withSortedKeys(value[key])]));
}

/** Counts the keys of valid JSON, repeated ones included: outside of strings every colon follows a key. */
function countColons(json: string): number {
  let colons = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === '"') inString = !inString;
    else if (inString && character === "\\") i++;
    else if (!inString && character === ":") colons++;
  }
  return colons;
}
