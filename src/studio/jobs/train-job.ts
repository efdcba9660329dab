import { join } from "node:path";
import { counted } from "../../files/readable-numbers.ts";
import { InputError, type TrainingReport } from "../../index.ts";
import { readSettings } from "../../store/settings.ts";
import type { StartJob } from "../contract.ts";
import { keepVersion, readState, versionFolder } from "../project/keep-version.ts";
import type { JobContext, JobResult } from "./job-work.ts";

type TrainRequest = Extract<StartJob, { kind: "train" }>;

/**
 * Trains on the present state, with fine-tuning if it is asked for, and keeps the result as a version. The live model
 * answers until the training is done; then the new one goes on, also if the project has changed in the meantime.
 */
export async function trainJob(request: TrainRequest, context: JobContext): Promise<JobResult> {
  const { database, model, folder, signal, finish, onProgress } = context;
  const { task, snapshot } = await readState(database);
  if (task.classes.length < 2)
    throw new InputError("There is nothing to train yet; describe at least two classes.");
  const { version } = await readSettings(database);
  const classifier =
    version === 0 ? model.create(task.form) : await model.open(versionFolder(folder, version), task.form);
  try {
    classifier.replaceTask(task);
    const report = await classifier.train({
      tune: request.tune ?? "auto",
      checkpoint: join(folder, "training.checkpoint"),
      stopTuning: finish,
      onProgress,
      signal,
    });
    const id = await model.alone(async () => {
      const made = await keepVersion({
        database,
        folder,
        classifier,
        task,
        snapshot,
        name: request.name ?? "",
      });
      const isTuned = (classifier.report?.tuning?.share ?? 0) > 0;
      await model.replace(classifier, task.form, isTuned ? versionFolder(folder, made) : undefined);
      return made;
    });
    context.loop.poke();
    return { results: sentences(report), version: id };
  } catch (error) {
    if (model.classifier !== classifier) await classifier.dispose();
    throw error;
  }
}

function sentences(report: TrainingReport): string[] {
  const { tuning, generated, real, heldOutAccuracy, warnings } = report;
  const learnt = `Trained on the descriptions, ${counted(real, "labeled text")} and ${counted(generated, "generated example")}.`;
  const isTuned = tuning !== undefined && tuning.share > 0;
  const tuned = isTuned
    ? `The encoder was fine-tuned (pass ${tuning.epoch} of ${tuning.epochs}).`
    : tuning === undefined
      ? "The encoder was not fine-tuned."
      : "Fine-tuning did not help on held-out texts, so the encoder did not change.";
  const accuracy =
    heldOutAccuracy === undefined
      ? []
      : [
          `Of labeled texts that the fit has not seen, ${Math.round(100 * heldOutAccuracy)} in 100 are classified correctly.`,
        ];
  return [learnt, tuned, ...accuracy, ...warnings.map(({ message }) => message)];
}
