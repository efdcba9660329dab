import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** The paths beside a model folder that a save uses temporarily. All of them can be recognized by name. */
export interface Places {
  readonly target: string;
  readonly parent: string;
  /** Where the old model is kept while the new one is renamed to its place. */
  readonly aside: string;
  /** The file that keeps other processes from saving at the same time. */
  readonly lock: string;
  /** Returns an unused path, for a model that is being written or removed. */
  fresh(): string;
  /** Tells whether a name in the parent folder comes from fresh() for this target, in this save or an earlier one. */
  isFresh(name: string): boolean;
}

/** Returns the paths for a model folder. @param target its absolute path */
export function placesOf(target: string): Places {
  const parent = dirname(target);
  const prefix = `.${basename(target)}.pilesort-`;
  return {
    target,
    parent,
    aside: join(parent, `${prefix}old`),
    lock: join(parent, `${prefix}lock`),
    fresh: () => join(parent, `${prefix}${randomBytes(6).toString("hex")}`),
    isFresh: (name) => name.startsWith(prefix) && /^[0-9a-f]{12}$/.test(name.slice(prefix.length)),
  };
}
