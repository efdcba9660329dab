import { type Sleep, sleepByClock } from "../async/retry.ts";
import { InputError, optionError, RemoteError } from "../errors.ts";
import type { Hub } from "./hub.ts";

/** How to reach the model hub. */
export interface HubOptions {
  /** Address of the hub. Default: https://huggingface.co */
  readonly endpoint?: string;
  /** Access token, for repositories that need one. */
  readonly token?: string;
  /** Default: the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
  /** Waits between two attempts; for tests. */
  readonly sleep?: Sleep;
}

export function hubOf(options: HubOptions): Hub {
  const {
    endpoint = "https://huggingface.co",
    token,
    fetch = globalThis.fetch,
    sleep = sleepByClock,
  } = options;
  // The token itself must not be in a message.
  if (token !== undefined && !/^[!-~]+$/.test(token)) {
    throw new InputError("The option token (HF_TOKEN) must be ASCII without white space.");
  }
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw optionError("endpoint", "an http or https address", endpoint.replace(/^.*@/s, "***@"));
  }
  const { username, password } = new URL(endpoint);
  if (username !== "" || password !== "") {
    throw new InputError(
      "The option endpoint (HF_ENDPOINT) must not contain a user name or password; give a token as the option token (HF_TOKEN).",
    );
  }
  return { endpoint: endpoint.replace(/\/+$/, ""), token, fetch, sleep };
}

/** Adds to a failure of the hub what the user can do about it. */
export async function withRemedy<T>(work: Promise<T>, wanted: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const remedy = error instanceof RemoteError ? remedyFor(error.status, wanted) : undefined;
    if (!(error instanceof RemoteError) || remedy === undefined) throw error;
    throw new RemoteError(`${error.message} ${remedy}`, error.address, error.status, { cause: error });
  }
}

function remedyFor(status: number | undefined, wanted: string): string | undefined {
  if (status === undefined)
    return "Set HF_ENDPOINT to a mirror, or add an ONNX export from a folder with `pilesort encoders add`; the bundled encoder needs no download.";
  if (status === 401 || status === 403) {
    return `Check that ${wanted} exists, or set HF_TOKEN to a token that may read it.`;
  }
  if (status === 404) return `There is no encoder or revision ${wanted}; check both names.`;
  return undefined;
}
