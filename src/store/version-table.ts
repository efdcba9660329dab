import type { Database } from "./database.ts";
import { found } from "./refusals.ts";
import { setSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";

/** Counts and figures of a version. */
interface VersionFacts {
  readonly classes: number;
  readonly texts: number;
  readonly labels: number;
  readonly examples: number;
  readonly isTuned: boolean;
  readonly heldOutAccuracy?: number;
  readonly verdict?: string;
}

/** A stored training. */
export interface StoredVersion {
  readonly id: number;
  readonly name: string;
  readonly note: string;
  readonly created: string;
  /** The state that it was trained on. */
  readonly revision: number;
  readonly facts: VersionFacts;
}

interface VersionRow extends Omit<StoredVersion, "facts"> {
  readonly facts: string;
}

const columns = "id, name, note, created, revision, facts";

/** Returns the versions, the newest first. */
export async function listVersions(database: Database): Promise<StoredVersion[]> {
  const rows = await database.read<VersionRow>(`SELECT ${columns} FROM version ORDER BY id DESC`);
  return rows.map((row) => ({ ...row, facts: JSON.parse(row.facts) }));
}

/** @throws NotFoundError */
export async function versionById(database: Database, id: number): Promise<StoredVersion> {
  const [row] = await database.read<VersionRow>(`SELECT ${columns} FROM version WHERE id = ?`, [id]);
  return { ...found(row, "version", id), facts: JSON.parse(row.facts) };
}

/** Returns the state that a version was trained on. @throws NotFoundError */
export async function snapshotOf(database: Database, id: number): Promise<Snapshot> {
  const [row] = await database.read<{ snapshot: string }>("SELECT snapshot FROM version WHERE id = ?", [id]);
  return JSON.parse(found(row, "version", id).snapshot);
}

/** Returns the id of the next version. Ids are never used again. */
export async function nextVersion(database: Database): Promise<number> {
  const { id } = await database.readOne<{ id: number }>(
    "SELECT max(coalesce((SELECT max(id) FROM version), 0), coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'lastVersion'), 0)) + 1 AS id",
  );
  return id;
}

/** Adds a version, whose model is on the disk already, and continues from it. */
export function addVersion(
  database: Database,
  version: Omit<StoredVersion, "created">,
  snapshot: Snapshot,
): Promise<void> {
  const { id, name, note, revision, facts } = version;
  return database.write(async (write) => {
    write({
      sql: "INSERT INTO version (id, name, note, created, revision, facts, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?)",
      args: [
        id,
        name,
        note,
        new Date().toISOString(),
        revision,
        JSON.stringify(facts),
        JSON.stringify(snapshot),
      ],
    });
    write(...setSettings({ version: id, versionRevision: revision, lastVersion: id }));
  });
}

/** Changes name or note. */
export function changeVersion(
  database: Database,
  id: number,
  { name, note }: { readonly name?: string; readonly note?: string },
): Promise<void> {
  return database.write(async (write) => {
    await versionById(database, id);
    write({
      sql: "UPDATE version SET name = coalesce(?, name), note = coalesce(?, note) WHERE id = ?",
      args: [name ?? null, note ?? null, id],
    });
  });
}

/** Removes a version from the list. Its folder is removed by the caller. */
export function removeVersion(database: Database, id: number): Promise<void> {
  return database.write(async (write) => {
    await versionById(database, id);
    write({ sql: "DELETE FROM version WHERE id = ?", args: [id] });
  });
}
