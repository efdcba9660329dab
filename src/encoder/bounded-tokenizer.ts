import { createContext, Script } from "node:vm";
import { ModelFileError } from "../errors.ts";
import { openTokenizer, type TextTokenizer } from "./tokenizer.ts";

/**
 * Time for one text, in milliseconds, and more of it per character. Tokenising takes a thousandth of that. If these were
 * smaller, a busy machine could reject a good tokenizer. If they were larger, a bad one would hang longer.
 */
const limit = { base: 5000, perCharacter: 0.01 };

const script = new Script("work()");

/**
 * Opens a tokenizer that nobody vouches for. Its patterns are regular expressions, of which some take years on some
 * texts ("(a+)+$"), during which a process would not even react to signals. So every call has a time limit.
 *
 * The limit costs 70 µs per text, a twentieth of what a small encoder takes.
 * @param path the tokenizer's file, for messages
 * @throws an Error of the tokenizers library if it does not know the definition; ModelFileError when the limit is reached
 */
export function openBoundedTokenizer(definition: object, path: string): TextTokenizer {
  const tokenizer = withinTime(path, 0, () => openTokenizer(definition));
  return {
    ...tokenizer,
    encode: (text) => withinTime(path, text.length, () => tokenizer.encode(text)),
  };
}

function withinTime<T>(path: string, characters: number, work: () => T): T {
  const timeout = Math.ceil(limit.base + limit.perCharacter * characters);
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
      `This tokenizer took more than ${(timeout / 1000).toFixed(0)} seconds for a text of ${characters} characters, so its patterns cannot be used. Choose another encoder.`,
      { cause },
    );
  }
}

/** The error comes from the context of the script, whose Error is another class than ours. */
function isTimeout(error: unknown): boolean {
  const isObject = typeof error === "object" && error !== null;
  return isObject && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

const sandbox: { work: () => void } = { work: () => {} };
let shared: typeof sandbox | undefined;

/** One context serves all calls, since making one takes a millisecond. Calls never overlap: they are synchronous. */
function contextOf({ work }: { readonly work: () => void }): object {
  shared ??= createContext(sandbox) as typeof sandbox;
  shared.work = work;
  return shared;
}
