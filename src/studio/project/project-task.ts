import { sha256 } from "../../files/sha256.ts";
import type { ClassDefinition, Example, NoneExample } from "../../index.ts";
import { listClasses, type StoredClass } from "../../store/class-table.ts";
import type { Database } from "../../store/database.ts";
import { listExamples } from "../../store/example-table.ts";
import { readSettings } from "../../store/settings.ts";
import { labeledTexts } from "../../store/text-table.ts";
import { versionById } from "../../store/version-table.ts";

/** What a model is trained on: the classes and examples of one state of a project. */
export interface ProjectTask {
  readonly revision: number;
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
  /** Ids of all classes by name, those that are left out too; null is 0. */
  readonly ids: ReadonlyMap<string | null, number>;
  /** Whether "none of the classes" is an answer. */
  readonly none: boolean;
  /** Equal for tasks that make the same model and the same answers. */
  readonly key: string;
}

/**
 * Reads what a model is trained on. Classes without a description and without examples are left out, so that a class that
 * was just added does not stop the answers.
 */
export async function readTask(database: Database): Promise<ProjectTask> {
  const settings = await readSettings(database);
  const [stored, generated, labeled] = await Promise.all([
    listClasses(database),
    listExamples(database),
    labeledTexts(database, settings.learnFromLabels),
  ]);
  const paths = pathsOf(stored);
  const examples: Example[] = [];
  const noneExamples: NoneExample[] = [];
  const add = (text: string, label: number, origin: "generated" | "real", source?: Example["source"]) => {
    const more = source === undefined ? {} : { source };
    if (label === 0) noneExamples.push({ text, origin, ...more });
    else if (paths.has(label)) examples.push({ text, label: paths.get(label)!, origin, ...more });
  };
  for (const { text, label, generator, call } of generated)
    add(text, label, "generated", { generator, call });
  for (const { text, label } of labeled) add(text, label, "real");
  const withExamples = new Set(examples.map(({ label }) => label));
  const classes = stored
    .map(({ id, description }) => ({ name: paths.get(id)!, description }))
    .filter(({ name, description }) => hasContent(description) || withExamples.has(name))
    .map(({ name, description }) => ({ name, ...(hasContent(description) && { prompt: description }) }));
  const { revision, none, version } = settings;
  const ids = new Map<string | null, number>([
    [null, 0],
    ...[...paths].map(([id, name]) => [name, id] as const),
  ]);
  const key = sha256(
    JSON.stringify([await tunedVersion(database, version), none, classes, examples, noneExamples, [...ids]]),
  );
  return { revision, none, classes, examples, noneExamples, ids, key };
}

/** Returns the name of each class by its id; of a class below others its path: "Food > Dairy > Milk". */
function pathsOf(classes: readonly StoredClass[]): Map<number, string> {
  const byId = new Map(classes.map((each) => [each.id, each]));
  const pathOf = ({ name, parent }: StoredClass): string => {
    const above = parent === null ? undefined : byId.get(parent);
    return above === undefined ? name : `${pathOf(above)} > ${name}`;
  };
  return new Map(classes.map((each) => [each.id, pathOf(each)]));
}

/** Returns the version whose fine-tuned encoder the model has; 0 if it is not fine-tuned. */
export async function tunedVersion(database: Database, version: number): Promise<number> {
  if (version === 0) return 0;
  const { facts } = await versionById(database, version);
  return facts.isTuned ? version : 0;
}

function hasContent(description: string): boolean {
  return /[\p{L}\p{N}\p{S}\p{P}]/u.test(description);
}
