import type { Database, Statement } from "./database.ts";

/** The settings of a project that people change. */
interface ProjectSettings {
  readonly name: string;
  readonly kind: "single-label" | "multi-label";
  readonly threshold: number;
  readonly none: boolean;
  readonly learnFromLabels: boolean;
}

/** What a project counts by itself. */
interface ProjectCounters {
  /** Grows with every change. */
  readonly revision: number;
  readonly orderVersion: number;
  /** Id of the last action that belongs to the accepted state. */
  readonly accepted: number;
  /** The stored version whose model is continued; 0 if there is none. */
  readonly version: number;
  /** The revision at which that version was made. */
  readonly versionRevision: number;
  /** The largest id of a version so far. */
  readonly lastVersion: number;
  /** Identifies what the model that gives the answers was trained on, and the first revision of that model. */
  readonly fittedKey: string;
  readonly fitted: number;
}

export type Settings = ProjectSettings & ProjectCounters;

const defaults: Settings = {
  name: "",
  kind: "single-label",
  threshold: 0.5,
  none: true,
  learnFromLabels: true,
  revision: 0,
  orderVersion: 1,
  accepted: 0,
  version: 0,
  versionRevision: 0,
  lastVersion: 0,
  fittedKey: "",
  fitted: 0,
};

export async function readSettings(database: Pick<Database, "read">): Promise<Settings> {
  const rows = await database.read<{ name: string; value: string }>("SELECT name, value FROM setting");
  const stored = Object.fromEntries(rows.map(({ name, value }) => [name, JSON.parse(value)]));
  return { ...defaults, ...stored };
}

/** Returns the statements that set some of the settings. */
export function setSettings(settings: Partial<Settings>): Statement[] {
  return Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({
      sql: "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      args: [name, JSON.stringify(value)],
    }));
}

/** Returns the statement that begins a new revision. */
export const nextRevision: Statement =
  "UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE name = 'revision'";
