import { act } from "../../store/change-log.ts";
import { listClasses, newClasses } from "../../store/class-table.ts";
import type { Database } from "../../store/database.ts";
import { importTexts } from "../../store/import-texts.ts";
import { exampleClasses, exampleMails } from "./support-mails.ts";

/** Puts classes and texts of the example into an empty project. */
export async function fillExample(database: Database): Promise<void> {
  await act(database, async () => {
    const fields = exampleClasses.map(([name, description]) => ({ name, description, parent: null }));
    const { changes, inserts } = await newClasses(database, await listClasses(database), fields);
    return { what: "Added the classes of the example.", changes, inserts };
  });
  const texts = exampleMails.map((text) => ({ text }));
  await importTexts(database, texts, { name: "example mails", newLabels: "ignore" });
}
