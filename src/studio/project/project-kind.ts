import { counted } from "../../files/readable-numbers.ts";
import { InputError } from "../../index.ts";
import type { Database } from "../../store/database.ts";
import type { Settings } from "../../store/settings.ts";

/** Checks that a project can become one of another kind. @throws InputError if classes are a tree, or labels are lost */
export async function requireKind(database: Database, kind: Settings["kind"]): Promise<void> {
  const { below, sets } = await database.readOne<{ below: number; sets: number }>(
    `SELECT (SELECT count(*) FROM class WHERE deleted = 0 AND parent IS NOT NULL) AS below,
      (SELECT count(*) FROM text WHERE deleted = 0 AND min(coalesce(label, 0), coalesce(correction, 0)) < 0)
      + (SELECT count(*) FROM pin WHERE deleted = 0 AND label < 0) AS sets`,
  );
  if (kind === "multi-label" && below > 0)
    throw new InputError(
      `Texts with several labels need classes without a tree, and ${counted(below, "class is", "classes are")} part of another one; take them out of it first.`,
    );
  if (kind === "single-label" && sets > 0)
    throw new InputError(
      `${counted(sets, "text has", "texts have")} several labels, which would be lost; correct them to one label first.`,
    );
}
