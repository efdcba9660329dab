import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { InputError } from "../../index.ts";
import { pathsOf } from "../../store/class-paths.ts";
import { readSettings } from "../../store/settings.ts";
import { type Snapshot, takeSnapshot } from "../../store/snapshot.ts";
import { pageOfTexts, type StoredText } from "../../store/text-table.ts";
import { snapshotOf, versionById } from "../../store/version-table.ts";
import type { Label } from "../contract.ts";
import { versionFolder } from "../project/keep-version.ts";
import type { Project } from "../project/project.ts";
import { readTask } from "../project/project-task.ts";
import { type LabelNames, readLabelNames } from "../project/views.ts";
import { zipFolders } from "./zip-folder.ts";

/** Number of texts that are read at a time. Larger: more memory. */
const batchTexts = 2000;

/** Packs the model of a version, or of the present state, as a zip file with one folder. @throws InputError, NotFoundError */
export async function zipModel(project: Project, version?: number): Promise<ReadableStream<Uint8Array>> {
  if (version !== undefined) {
    await versionById(project.database, version);
    return zipFolders([{ folder: versionFolder(project.folder, version), name: project.id }]);
  }
  const folder = await mkdtemp(join(project.folder, "export-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const target = join(folder, "model");
    await savePresent(project, target);
    return await zipFolders([{ folder: target, name: project.id }], remove);
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Saves the model of the present state to a folder. @throws InputError if there are fewer than two classes */
async function savePresent({ model, database }: Project, target: string): Promise<void> {
  await model.alone(async () => {
    const task = await readTask(database);
    if (task.classes.length < 2)
      throw new InputError("A model to export does not exist yet; describe at least two classes.");
    if (model.task?.key !== task.key) await model.fit(task);
    await model.classifier.save(target);
  });
}

/** Packs everything of a project, so that it can be kept as a backup and opened again. Vectors are left out: they are made again. */
export async function zipProject(
  project: Pick<Project, "id" | "folder" | "database">,
): Promise<ReadableStream<Uint8Array>> {
  const folder = await mkdtemp(join(project.folder, "export-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await project.database.copyTo(join(folder, "project.db"));
    const isLeftOut = (path: string) => !/^(versions|replies)\//.test(path);
    return await zipFolders(
      [
        { folder, name: project.id },
        { folder: project.folder, name: project.id, isLeftOut },
      ],
      remove,
    );
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Returns the classes with their descriptions as a task file. */
export async function taskFile({ database }: Project, version?: number): Promise<string> {
  const snapshot: Snapshot =
    version === undefined ? await takeSnapshot(database) : await snapshotOf(database, version);
  const placed = snapshot.class.map(([id, name, , parent]) => ({
    ...{ id: Number(id), name: String(name), parent: parent === null ? null : Number(parent) },
  }));
  const paths = pathsOf(placed);
  const classes = [...snapshot.class]
    .sort((a, b) => Number(a[4]) - Number(b[4]))
    .map(([id, , description, parent]) => ({
      name: paths.get(Number(id)),
      ...(parent !== null && { parent: paths.get(Number(parent)) }),
      ...(description !== "" && { prompt: description }),
    }));
  const isMultiLabel = snapshot.kind === "multi-label";
  return stringify({ ...(isMultiLabel && { multiLabel: true }), classes }, { lineWidth: 120 });
}

/** A text with its labels and its answer, as it is exported. */
export interface ExportedText {
  readonly text: string;
  /** The label that counts: that of a person in the studio, else the imported one. Absent: none is known. Null: none of the classes. */
  readonly label?: Label;
  /** In a multi-label project, instead of `label`. */
  readonly labels?: Label;
  readonly corrected: boolean;
  readonly hard: boolean;
  /** In a multi-label project all labels that the text is answered with. */
  readonly prediction: Label;
  readonly probability: number | null;
  readonly noneProbability: number | null;
}

/** Reads all texts in the order of import. */
export async function* exportedTexts({ database }: Project): AsyncGenerator<ExportedText> {
  const { kind } = await readSettings(database);
  const labelField = kind === "multi-label" ? "labels" : "label";
  const { labelOf } = await readLabelNames(database);
  for (let offset = 0; ; offset += batchTexts) {
    const { texts } = await pageOfTexts(database, { offset, limit: batchTexts });
    for (const text of texts) yield exported(text, labelOf, labelField);
    if (texts.length < batchTexts) return;
  }
}

function exported(
  row: StoredText,
  labelOf: LabelNames["labelOf"],
  labelField: "label" | "labels",
): ExportedText {
  const label = row.correction ?? row.label;
  return {
    text: row.text,
    ...(label !== null && { [labelField]: labelOf(label) }),
    corrected: row.correction !== null,
    hard: row.hard === 1,
    prediction: row.prediction === null ? null : labelOf(row.prediction),
    probability: row.probability,
    noneProbability: row.none_probability,
  };
}
