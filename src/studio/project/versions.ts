import { rm } from "node:fs/promises";
import { type Classifier, InputError } from "../../index.ts";
import { pathsOf } from "../../store/class-paths.ts";
import { LabelCodes } from "../../store/label-codes.ts";
import { readSettings } from "../../store/settings.ts";
import { ownBytes } from "../../store/shared-files.ts";
import { restoreSnapshot, type Snapshot } from "../../store/snapshot.ts";
import {
  listVersions,
  removeVersion,
  type StoredVersion,
  snapshotOf,
  versionById,
} from "../../store/version-table.ts";
import type { Label, Version, VersionComparison } from "../contract.ts";
import { keepVersion, readState, versionFolder } from "./keep-version.ts";
import type { Project } from "./project.ts";
import { readTask, tunedVersion } from "./project-task.ts";

/** Number of texts that two versions are compared on. More take longer. */
const comparedTexts = 2000;
const shownSamples = 50;
const shownPairs = 100;

/** Returns the versions as the API shows them, the newest first. */
export async function versionViews(project: Project): Promise<Version[]> {
  const { version: current } = await readSettings(project.database);
  const versions = await listVersions(project.database);
  return Promise.all(versions.map((each) => versionView(project, each, current)));
}

export async function versionView(
  { folder }: Pick<Project, "folder">,
  { facts, ...version }: StoredVersion,
  current: number,
): Promise<Version> {
  const bytes = await ownBytes(versionFolder(folder, version.id));
  return { ...version, ...facts, bytes, isCurrent: version.id === current };
}

/**
 * Keeps the present state as a version. The model is trained first if it is not up to date.
 * @returns the id
 * @throws InputError if there are fewer than two classes
 */
export async function keepPresent(project: Project, name: string, note: string): Promise<number> {
  const { database, folder, model } = project;
  return model.alone(async () => {
    const { task, snapshot } = await readState(database);
    if (task.classes.length < 2)
      throw new InputError("A model to keep does not exist yet; describe at least two classes.");
    if (model.task?.key !== task.key) await model.fit(task);
    return keepVersion({ database, folder, classifier: model.classifier, task, snapshot, name, note });
  });
}

/** Makes classes, labels, examples and model those of a version. The state before it is kept as a version first. */
export async function restoreVersion(project: Project, id: number): Promise<number> {
  const { database, model, folder } = project;
  const { name } = await versionById(database, id);
  const snapshot = await snapshotOf(database, id);
  const { version, revision, versionRevision } = await readSettings(database);
  const isKept = version > 0 && revision === versionRevision;
  const { task } = await readState(database);
  if (!isKept && task.classes.length >= 2)
    await keepPresent(project, `Before going back to ${name}`.slice(0, 200), "Kept automatically.");
  return model.alone(async () => {
    const restored = await restoreSnapshot(database, id, name, snapshot);
    const tuned = await tunedVersion(database, id);
    const { form } = await readTask(database);
    const source = tuned > 0 ? versionFolder(folder, id) : undefined;
    await model.replace(source ? await model.open(source, form) : model.create(form), form, source);
    return restored.revision;
  });
}

/** Deletes a version. @throws InputError for the current one */
export async function deleteVersion({ database, folder }: Project, id: number): Promise<void> {
  const { version } = await readSettings(database);
  if (version === id)
    throw new InputError("The project continues from this version; go back to another one, then delete it.");
  await removeVersion(database, id);
  await rm(versionFolder(folder, id), { recursive: true, force: true });
}

/** Compares two versions: their classes, and their answers to a sample of the project's texts. */
export async function compareVersions(
  project: Project,
  one: number,
  other: number,
): Promise<VersionComparison> {
  const { database, model, folder } = project;
  const { version } = await readSettings(database);
  const [first, second] = [await versionById(database, one), await versionById(database, other)];
  const { none, ids } = await readTask(database);
  const codes = await LabelCodes.read(database);
  const texts = await database.read<{ id: number; text: string; label: number | null }>(
    `SELECT id, text, coalesce(correction, label) AS label FROM text WHERE deleted = 0 ORDER BY (id * 2654435761) % 4294967296 LIMIT ?`,
    [comparedTexts],
  );
  const answersOf = async (id: number) => {
    const classifier: Classifier = await model.open(versionFolder(folder, id));
    try {
      const options = classifier.multiLabel ? {} : { none };
      const found = await classifier.classify(
        texts.map(({ text }) => text),
        { ...options, top: 1 },
      );
      return found.map(({ prediction, labels }) => labels ?? prediction);
    } finally {
      await classifier.dispose();
    }
  };
  const [before, after] = [await answersOf(one), await answersOf(other)];
  const labeled = texts.flatMap(({ label }, i) => (label === null ? [] : [i]));
  const right = (answers: readonly Label[]) =>
    labeled.filter((i) => {
      const found = [answers[i] ?? []].flat().map((name) => ids.get(name) ?? 0);
      return codes.codeOf(found) === texts[i].label;
    }).length;
  return {
    one: await versionView(project, first, version),
    other: await versionView(project, second, version),
    compared: texts.length,
    ...differences(texts, before, after),
    ...{ labeled: labeled.length, rightOne: right(before), rightOther: right(after) },
    classes: changedClasses(await snapshotOf(database, one), await snapshotOf(database, other)),
  };
}

function differences(
  texts: readonly { readonly id: number; readonly text: string }[],
  before: readonly Label[],
  after: readonly Label[],
): Pick<VersionComparison, "different" | "pairs" | "samples"> {
  const samples = texts.flatMap(({ id, text }, i) => {
    const [one, other] = [before[i], after[i]];
    return keyOf(one) === keyOf(other) ? [] : [{ id, text, one, other }];
  });
  const pairs = new Map<string, { one: Label; other: Label; texts: number }>();
  for (const { one, other } of samples) {
    const key = `${keyOf(one)} ${keyOf(other)}`;
    pairs.set(key, { one, other, texts: (pairs.get(key)?.texts ?? 0) + 1 });
  }
  return {
    different: samples.length,
    pairs: [...pairs.values()].sort((a, b) => b.texts - a.texts).slice(0, shownPairs),
    samples: samples.slice(0, shownSamples),
  };
}

/** Equal for equal labels, in any order. */
function keyOf(label: Label): string {
  return JSON.stringify(Array.isArray(label) ? [...label].sort() : label);
}

function changedClasses(one: Snapshot, other: Snapshot): VersionComparison["classes"] {
  const read = ({ class: rows }: Snapshot) => {
    const paths = pathsOf(
      rows.map(
        ([id, name, , parent]) =>
          ({ id, name, parent }) as { id: number; name: string; parent: number | null },
      ),
    );
    return new Map(rows.map(([id, , description]) => [paths.get(Number(id))!, String(description)]));
  };
  const [before, after] = [read(one), read(other)];
  return {
    added: [...after.keys()].filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    described: [...after].flatMap(([name, description]) => {
      const old = before.get(name);
      return old === undefined || old === description ? [] : [{ name, one: old, other: description }];
    }),
  };
}
