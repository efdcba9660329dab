import { signal } from "@preact/signals";
import { RequestError, UnreachableError } from "../api/request.ts";
import { notify } from "./notices.ts";

/** Whether the studio answers. "locked": it does, but it does not know this browser. */
export const connection = signal<"open" | "gone" | "locked">("open");

/**
 * Runs a request of the user and says so if it fails.
 * @returns what the request returns; undefined if it failed
 */
export async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** Shows why something failed. */
export function report(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  if (error instanceof UnreachableError) connection.value = "gone";
  else if (error instanceof RequestError && error.status === 401) connection.value = "locked";
  else if (error instanceof RequestError) notify(error.message, { kind: "error" });
  else throw error;
}
