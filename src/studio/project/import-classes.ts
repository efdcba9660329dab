import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, readTaskFile, type Task } from "../../index.ts";
import { act, nextId, type RowChange } from "../../store/change-log.ts";
import { classesFor, LabelFinder } from "../../store/class-paths.ts";
import { listClasses, newClasses, requireSingleLabel } from "../../store/class-table.ts";
import type { Project } from "./project.ts";

/**
 * Adds the classes of a task file, and replaces the descriptions of those that exist.
 * @param source the text of the file: JSON or YAML
 * @throws InputError if it is not a task file
 */
export async function importClasses({ database, folder }: Project, source: string) {
  const { classes: given } = await readPasted(folder, source);
  return act(database, async () => {
    const classes = await listClasses(database);
    const known = new Map(classes.map((each) => [each.id, each]));
    const finder = new LabelFinder(classes);
    const first = await nextId(database, "class");
    const names = given.map(({ name }) => name).filter((name) => finder.find(name) === undefined);
    const found = classesFor(
      names,
      classes,
      first,
      given.some(({ parent }) => parent !== undefined) || undefined,
    );
    const added = [...found.fields];
    const changes: RowChange[] = [];
    for (const { name, prompt: description = "" } of given) {
      const id = found.ids.get(name) ?? finder.find(name)!;
      const old = known.get(id);
      if (old === undefined) added[id - first] = { ...added[id - first], description };
      else if (description !== "" && description !== old.description) {
        const [before, after] = [{ description: old.description }, { description }];
        changes.push({ table: "class", id: old.id, before, after });
      }
    }
    if (added.some(({ parent }) => parent !== null)) await requireSingleLabel(database);
    const made = await newClasses(database, classes, added);
    const what = `Imported ${given.length === 1 ? "1 class" : `${given.length} classes`} from a file.`;
    return { what, changes: [...made.changes, ...changes], inserts: made.inserts };
  });
}

/** The reader of task files reads files, so the text becomes one for a moment. */
async function readPasted(folder: string, source: string): Promise<Task> {
  const path = join(folder, "pasted-classes.yaml");
  try {
    await writeFile(path, source);
    return await readTaskFile(path);
  } catch (error) {
    if (error instanceof InputError)
      throw new InputError(error.message.replaceAll(path, "The classes"), { cause: error });
    throw error;
  } finally {
    await rm(path, { force: true });
  }
}
