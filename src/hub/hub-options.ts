import { type Sleep, sleepByClock } from "../async/retry.ts";
import { InputError, optionError, RemoteError } from "../errors.ts";
import type { Hub } from "./hub.ts";

export interface HubOptions {
  /** Address of the hub; the Hugging Face hub by default. */
  readonly endpoint?: string;
  /** Access token, for repositories that want one. */
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly sleep?: Sleep;
}

export function hubOf(options: HubOptions): Hub {
  const {
    endpoint = "https://huggingface.co",
    token,
    fetch = globalThis.fetch,
    sleep = sleepByClock,
  } = options;
  // Whatever else it is, it must not reach a message.
  if (token !== undefined && !/^[!-~]+$/.test(token)) {
    throw new InputError("The option token must be ASCII without white space; look at HF_TOKEN.");
  }
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw optionError("endpoint", "an http or https address", endpoint.replace(/^.*@/s, "***@"));
  }
  const { username, password } = new URL(endpoint);
  if (username !== "" || password !== "") {
    throw new InputError(
      "The option endpoint (HF_ENDPOINT) must hold no user name or password; give a token as token (HF_TOKEN).",
    );
  }
  return { endpoint: endpoint.replace(/\/+$/, ""), token, fetch, sleep };
}

/** Adds to the sentence of a hub that did not give what was asked for what can be done about it. */
export async function withRemedy<T>(work: Promise<T>, asked: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const remedy = error instanceof RemoteError ? remedyFor(error.status, asked) : undefined;
    if (!(error instanceof RemoteError) || remedy === undefined) throw error;
    throw new RemoteError(`${error.message} ${remedy}`, error.address, error.status, { cause: error });
  }
}

function remedyFor(status: number | undefined, asked: string): string | undefined {
  if (status === undefined) return "The bundled encoder needs no download.";
  if (status === 401 || status === 403) {
    return `Look whether ${asked} exists, or set HF_TOKEN to a token that may read it.`;
  }
  if (status === 404) return `There is no such model or revision as ${asked}; look at both names.`;
  return undefined;
}
