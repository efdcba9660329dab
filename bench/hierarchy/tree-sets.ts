import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { datasetsFolder, type LabeledRow, readPublicSet } from "../accuracy/public-sets.ts";

/** A public set whose labels are paths of a tree. */
export interface TreeSet {
  readonly name: string;
  /** Path of each class -> its name in a flat task. */
  readonly flatNames: ReadonlyMap<string, string>;
  /** Path of each class -> description. */
  readonly prompts: Readonly<Record<string, string>>;
  /** Path of each described inner node -> description. */
  readonly inner: Readonly<Record<string, string>>;
  /** Rows whose labels are paths. */
  readonly train: readonly LabeledRow[];
  readonly test: readonly LabeledRow[];
}

export const treeSets = ["naics", "clinc150", "20news", "dbpedia14", "esco_occupations"] as const;

/** Reads a set. Labels of a flat set are mapped to paths by `maps/SET/map.json`. */
export function readTreeSet(name: string): TreeSet {
  const { prompts, train, test } = readPublicSet(name);
  const mapped = join(datasetsFolder(), "maps", name);
  const map = readIfThere(join(mapped, "map.json"));
  const pathOf = (label: string): string => map[label] ?? label;
  const toPath = (row: LabeledRow): LabeledRow => ({ ...row, label: pathOf(row.label) });
  return {
    name,
    flatNames: new Map(Object.keys(prompts).map((flat) => [pathOf(flat), flat])),
    prompts: Object.fromEntries(Object.entries(prompts).map(([flat, prompt]) => [pathOf(flat), prompt])),
    inner: {
      ...readIfThere(join(mapped, "prompts.inner.json")),
      ...readIfThere(join(datasetsFolder(), name, "prompts.inner.json")),
    },
    train: train.map(toPath),
    test: test.map(toPath),
  };
}

function readIfThere(file: string): Readonly<Record<string, string>> {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
