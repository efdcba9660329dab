import { hostname } from "node:os";
import { z } from "zod";
import { type Owner, stateOfOwner } from "./owner.ts";

const holderSchema = z.object({
  process: z.int().positive(),
  id: z.string(),
  host: z.string(),
  start: z.string(),
  thread: z.int().nonnegative(),
  /** Name of the machine, for messages. */
  machine: z.string(),
});

/** The process that has a lock: the content of its file. */
export type Holder = z.infer<typeof holderSchema>;

/** Thrown if a running process has the lock. The caller turns it into a message of its own. */
export class LockedError extends Error {
  override readonly name = "LockedError";
  /** Description of the holder: "process 12". */
  readonly holder: string;

  constructor(holder: Holder | undefined) {
    const machine = holder === undefined || holder.machine === hostname() ? "" : ` on ${holder.machine}`;
    const named = holder === undefined ? "another process" : `process ${holder.process}${machine}`;
    super(`The lock belongs to ${named}.`);
    this.holder = named;
  }
}

/** Ids of all locks of this thread. All copies of this module share it, because a program may load two. */
export const held: Set<string> = registry();

function registry(): Set<string> {
  const key = Symbol.for("pilesort.file-locks");
  const shared = globalThis as { [key]?: Set<string> };
  shared[key] ??= new Set();
  return shared[key];
}

/** Tells whether the process that has a lock still runs; "unknown" if that cannot be checked here. */
export function stateOf(holder: (Owner & { readonly id: string }) | undefined): "alive" | "dead" | "unknown" {
  if (holder === undefined) return "unknown";
  const state = stateOfOwner(holder);
  if (state !== "self") return state;
  return held.has(holder.id) ? "alive" : "dead";
}

/** Reads the content of a lock's file. Returns undefined if it is not that of a lock. */
export function parseHolder(text: string | undefined): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}
