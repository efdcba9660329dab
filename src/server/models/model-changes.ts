import type { Classifier, CorrectionReport } from "../../index.ts";
import { lockModel } from "../../service/lock-model.ts";
import { HttpProblem } from "../http/problem.ts";
import type { ServedModel } from "./served-model.ts";
import { manifestOf, type ServedVersion } from "./served-version.ts";

/** Time, in milliseconds, to wait for another process that changes the same folder. A change takes about a second. */
const waitMilliseconds = 10_000;

/**
 * Corrects a model and saves it to its folder, or takes a correction back. A correction that cannot be saved is undone, so
 * that the model in memory and the one in the folder are the same.
 */
export function changeModel(
  model: ServedModel,
  change: (classifier: Classifier) => Promise<CorrectionReport>,
): Promise<{ readonly report: CorrectionReport; readonly version: ServedVersion }> {
  return model.inTurn(() =>
    model.use(async (version) => {
      const lock = await lockModel(version.place.path, waitMilliseconds, beingChanged);
      try {
        await requireUnchanged(version);
        await requireFolder(version);
        const report = await change(version.classifier);
        await save(version, report);
        return { report, version };
      } finally {
        await lock?.release();
      }
    }),
  );
}

/** @throws HttpProblem if the model cannot be saved to its folder */
async function requireFolder({ classifier, place }: ServedVersion): Promise<void> {
  await classifier.checkSave(place.path).catch(notWritable);
}

async function save(version: ServedVersion, report: CorrectionReport): Promise<void> {
  const { classifier, place } = version;
  try {
    await classifier.save(place.path);
    version.manifest = await manifestOf(place.path);
  } catch (cause) {
    for (const { number } of [...report.corrected].reverse()) await classifier.undoCorrection(number);
    notWritable(cause);
  }
}

function notWritable(cause: unknown): never {
  throw new HttpProblem(
    409,
    "The folder of this model cannot be written, so nothing was changed.",
    {},
    { cause },
  );
}

/** @throws HttpProblem if another process has changed the folder since it was loaded */
async function requireUnchanged({ manifest, place }: ServedVersion): Promise<void> {
  if (manifest === (await manifestOf(place.path))) return;
  throw new HttpProblem(
    409,
    "The folder of this model was changed by another program; load it again, and repeat the request.",
  );
}

function beingChanged(): HttpProblem {
  return new HttpProblem(409, "Another program is changing this model; try again when it has ended.");
}
