import { existsSync } from "node:fs";
import { join } from "node:path";
import { datasetsFolder, type PublicSet, readPublicSet } from "../accuracy/public-sets.ts";
import type { Skipped } from "./result.ts";

/** Returns a public set, or the reason why it is missing. */
export function findPublicSet(name: string): PublicSet | Skipped {
  if (existsSync(join(datasetsFolder(), name))) return readPublicSet(name);
  return {
    skipped: `the public set ${name} is not beside the checkout; PILESORT_DATASETS names another folder`,
  };
}
