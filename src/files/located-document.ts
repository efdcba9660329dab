import { type Document, isScalar, LineCounter, type ParsedNode, parseDocument, visit } from "yaml";
import { InputError } from "../errors.ts";
import type { ValuePath } from "./fit-schema.ts";
import { quote } from "./quote.ts";

/** A value from a YAML or JSON file, with the line numbers of its parts. */
export interface LocatedDocument {
  readonly value: unknown;
  /** Returns the line of the part at this path, from 1. If there is no such part, it is the line of what would contain it. */
  lineOf(path: ValuePath): number;
}

/** Said of a value such as `milk: long-life`, the most common fault of descriptions in YAML. */
const colonInValue =
  'has a text with a colon and a blank, which YAML reads as a key; put the text in quotes, as in name: "a text: with a colon".';

/**
 * Parses YAML 1.2, which includes JSON. Keys are strings: `1:` is the key "1".
 * @throws InputError with the line, if the text is malformed or an object has a key twice
 */
export function parseLocated(text: string, source: string): LocatedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Checked below, because the parser's own check takes quadratic time and does not name the key.
    uniqueKeys: false,
  });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const [error] = document.errors;
  if (error) {
    const why = error.code === "BLOCK_AS_IMPLICIT_KEY" ? colonInValue : `is malformed (${error.message}).`;
    throw new InputError(why, { source, line: lineAt(error.pos[0]) });
  }
  rejectRepeatedKeys(document, source, lineAt);
  return { value: toPlain(document, source), lineOf: (path) => lineAt(offsetOf(document, path)) };
}

function rejectRepeatedKeys(
  document: Document.Parsed,
  source: string,
  lineAt: (offset: number) => number,
): void {
  visit(document, {
    Map(_, map) {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (keys.has(name)) {
          throw new InputError(`has the key ${quote(name)} twice; keep one of them.`, {
            source,
            line: lineAt(key.range?.[0] ?? 0),
          });
        }
        keys.add(name);
      }
    },
  });
}

function toPlain(document: Document.Parsed, source: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // The cause is aliases that expand without limit, or that refer to nothing.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InputError(`is malformed (${why}).`, { source, cause });
  }
}

function offsetOf(document: Document.Parsed, path: ValuePath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as ParsedNode | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range[0] ?? 0;
}
