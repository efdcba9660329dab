import { createContext, Script } from "node:vm";
import { ModelFileError } from "../errors.ts";
import { openTokenizer, type TextTokenizer } from "./tokenizer.ts";

/**
 * Maximum time for one text in milliseconds: a base, and more per character. Tokenising usually takes a thousandth of it.
 * Smaller: a busy machine can reject a good tokenizer. Larger: a bad tokenizer blocks longer.
 */
const limit = { base: 5000, perCharacter: 0.01 };
/**
 * Maximum time to open a tokenizer, in milliseconds per byte of its file, in addition to the base. The 250,000 pieces of
 * XLM-RoBERTa (9 MB) take 3 seconds, and 10 on a busy machine.
 */
const openingPerByte = 0.004;

const script = new Script("work()");

/**
 * Opens a tokenizer from an untrusted file, with a time limit for every call. Its patterns are regular expressions, and
 * some of these ("(a+)+$") take years on some texts. Meanwhile the process would not even react to signals.
 *
 * The limit costs 70 µs per text, a twentieth of the time of a small encoder.
 * @param path the tokenizer's file, for messages
 * @param bytes size of that file
 * @throws an Error of the tokenizers library if it does not support the definition; ModelFileError if the limit is reached
 */
export function openBoundedTokenizer(definition: object, path: string, bytes: number): TextTokenizer {
  const opening = { milliseconds: limit.base + openingPerByte * bytes, work: "to open" };
  const tokenizer = withinTime(path, opening, () => openTokenizer(definition));
  return {
    ...tokenizer,
    encode: (text) => {
      const work = `for a text of ${text.length} characters`;
      const milliseconds = limit.base + limit.perCharacter * text.length;
      return withinTime(path, { milliseconds, work }, () => tokenizer.encode(text));
    },
  };
}

interface TimeLimit {
  readonly milliseconds: number;
  /** What takes the time, for messages. */
  readonly work: string;
}

function withinTime<T>(path: string, { milliseconds, work: wanted }: TimeLimit, work: () => T): T {
  const timeout = Math.ceil(milliseconds);
  const context: { work: () => void; result?: T } = {
    work: () => {
      context.result = work();
    },
  };
  try {
    script.runInContext(contextOf(context), { timeout });
    return context.result as T;
  } catch (cause) {
    if (!isTimeout(cause)) throw cause;
    throw new ModelFileError(
      path,
      `This tokenizer took more than ${(timeout / 1000).toFixed(0)} seconds ${wanted}, so its patterns cannot be used. Choose another encoder.`,
      { cause },
    );
  }
}

/** The error comes from the context of the script, whose Error is not the Error class of this context. */
function isTimeout(error: unknown): boolean {
  const isObject = typeof error === "object" && error !== null;
  return isObject && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

const sandbox: { work: () => void } = { work: () => {} };
let shared: typeof sandbox | undefined;

/** Returns the one context of all calls; making one takes a millisecond. Calls are synchronous, so they never overlap. */
function contextOf({ work }: { readonly work: () => void }): object {
  shared ??= createContext(sandbox) as typeof sandbox;
  shared.work = work;
  return shared;
}
