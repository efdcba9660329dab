import { InputError } from "../../index.ts";
import { listClasses } from "../../store/class-table.ts";
import type { Database } from "../../store/database.ts";

/** Returns the id of a class, 0 for null. @throws InputError if there is no class of this name */
export async function labelId(database: Database, label: string | null): Promise<number> {
  if (label === null) return 0;
  const found = (await listClasses(database)).find(({ name }) => name === label);
  if (found !== undefined) return found.id;
  throw new InputError(`The class ${JSON.stringify(label)} does not exist; add it first.`);
}
