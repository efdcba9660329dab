import { InputError } from "../../index.ts";
import { LabelFinder } from "../../store/class-paths.ts";
import { listClasses } from "../../store/class-table.ts";
import type { Database } from "../../store/database.ts";
import { readSettings } from "../../store/settings.ts";
import type { Label } from "../contract.ts";

/** Returns the ids of the classes of a label; empty for null. @throws InputError if a class does not exist */
export async function labelIds(database: Database, label: Label): Promise<number[]> {
  if (label === null) return [];
  const { kind } = await readSettings(database);
  if (kind === "single-label" && Array.isArray(label))
    throw new InputError("A text of this project has one label; give it one.");
  const finder = new LabelFinder(await listClasses(database));
  return [label].flat().map((name) => finder.require(name));
}
