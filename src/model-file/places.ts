import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** The folders beside a model folder that a save uses for a moment, all of them recognisable by name. */
export interface Places {
  readonly target: string;
  readonly parent: string;
  /** Where the old model lies while the new one takes its place. */
  readonly aside: string;
  /** The file that keeps other processes from saving at the same time. */
  readonly lock: string;
  /** A path that nobody uses: for a model being written, or one on its way out. */
  fresh(): string;
  /** Whether a name in the parent is one that fresh() gave for this target, now or in an earlier save. */
  isFresh(name: string): boolean;
}

/** @param target the model folder, absolute. */
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
