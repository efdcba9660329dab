import { sha256 } from "../../files/sha256.ts";
import type { ClassDefinition, Example, NoneExample } from "../../index.ts";
import { pathsOf } from "../../store/class-paths.ts";
import { listClasses } from "../../store/class-table.ts";
import type { Database } from "../../store/database.ts";
import { listExamples } from "../../store/example-table.ts";
import { LabelCodes } from "../../store/label-codes.ts";
import { readSettings, type Settings } from "../../store/settings.ts";
import type { StoredClass } from "../../store/stored-class.ts";
import { labeledTexts } from "../../store/text-table.ts";
import { versionById } from "../../store/version-table.ts";

/** How classes belong together: one per text, one per text and the bottom of a tree, or several per text. */
export type TaskForm = "flat" | "tree" | "label-sets";

/** What a model is trained on: the classes and examples of one state of a project. */
export interface ProjectTask {
  readonly revision: number;
  readonly form: TaskForm;
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
 * was just added does not stop the answers. In a tree so are examples of classes that have others below them.
 */
export async function readTask(database: Database): Promise<ProjectTask> {
  const settings = await readSettings(database);
  const [stored, generated, labeled] = await Promise.all([
    listClasses(database),
    listExamples(database),
    labeledTexts(database, settings.learnFromLabels),
  ]);
  const { revision, none, version, kind } = settings;
  const form = formOf(kind, stored);
  const codes = await LabelCodes.read(database);
  const paths = pathsOf(stored);
  const examples: Example[] = [];
  const noneExamples: NoneExample[] = [];
  const add = (text: string, code: number, origin: "generated" | "real", source?: Example["source"]) => {
    const more = source === undefined ? {} : { source };
    if (code === 0) noneExamples.push({ text, origin, ...more });
    for (const id of codes.idsOf(code))
      if (paths.has(id)) examples.push({ text, label: paths.get(id)!, origin, ...more });
  };
  for (const { text, label, generator, call } of generated)
    add(text, label, "generated", { generator, call });
  for (const { text, label } of labeled) add(text, label, "real");
  const classes = usedClasses(stored, paths, examples);
  const inner = new Set(classes.map(({ parent }) => parent));
  const atBottom = form === "tree" ? examples.filter(({ label }) => !inner.has(label)) : examples;
  const ids = new Map<string | null, number>([
    [null, 0],
    ...[...paths].map(([id, name]) => [name, id] as const),
  ]);
  const tuned = await tunedVersion(database, version);
  const parts = [tuned, none, classes, atBottom, noneExamples, [...ids], ...(form === "flat" ? [] : [form])];
  const key = sha256(JSON.stringify(parts));
  return { revision, form, none, classes, examples: atBottom, noneExamples, ids, key };
}

function formOf(kind: Settings["kind"], classes: readonly StoredClass[]): TaskForm {
  if (kind === "multi-label") return "label-sets";
  return classes.some(({ parent }) => parent !== null) ? "tree" : "flat";
}

/** Returns the classes that have a description or examples. Their names are paths. */
function usedClasses(
  stored: readonly StoredClass[],
  paths: ReadonlyMap<number, string>,
  examples: readonly Example[],
): ClassDefinition[] {
  const withExamples = new Set(examples.map(({ label }) => label));
  return stored.flatMap(({ id, parent, description }) => {
    const name = paths.get(id)!;
    const isDescribed = hasContent(description);
    if (!isDescribed && !withExamples.has(name)) return [];
    const above = parent === null ? undefined : paths.get(parent);
    return [
      { name, ...(isDescribed && { prompt: description }), ...(above !== undefined && { parent: above }) },
    ];
  });
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
