import type { Job as RunnerJob } from "../../service/jobs/job.ts";
import { classPaths } from "../../store/class-paths.ts";
import type { Database } from "../../store/database.ts";
import type { StoredExample } from "../../store/example-table.ts";
import { LabelCodes } from "../../store/label-codes.ts";
import type { StoredPin } from "../../store/pin-table.ts";
import { readSettings } from "../../store/settings.ts";
import type { StoredText } from "../../store/text-table.ts";
import type { Job, Label, Pin, StudioExample, StudioText } from "../contract.ts";
import type { JobResult } from "../jobs/job-work.ts";
import { storedState } from "../jobs/project-job-store.ts";

/** Turns labels as they are stored into labels as the API shows them. */
export interface LabelNames {
  /** @param id of a class; 0 is none */
  nameOf(id: number): string | null;
  /** @param code see LabelCodes */
  labelOf(code: number): Label;
}

/** Reads the names of the classes and label sets of a project. */
export async function readLabelNames(database: Database): Promise<LabelNames> {
  const [paths, codes, { kind }] = await Promise.all([
    classPaths(database),
    LabelCodes.read(database),
    readSettings(database),
  ]);
  const nameOf = (id: number) => (id === 0 ? null : (paths.get(id) ?? null));
  if (kind === "single-label") return { nameOf, labelOf: nameOf };
  return { nameOf, labelOf: (code) => codes.idsOf(code).map((id) => nameOf(id) ?? "") };
}

interface TextViewOptions {
  readonly threshold: number;
  readonly isStale: (answered: number) => boolean;
}

/** Returns a text as the API shows it. */
export function textView(
  row: StoredText,
  names: LabelNames,
  { threshold, isStale }: TextViewOptions,
): StudioText {
  const { nameOf, labelOf } = names;
  const { prediction, runner_up: second, base, correction, held_out: heldOut } = row;
  return {
    ...{ id: row.id, version: row.version, number: row.id, text: row.text },
    ...answerView(row, names, threshold),
    runnerUp:
      second === null ? null : { label: nameOf(second) ?? "", probability: row.runner_up_probability ?? 0 },
    noneProbability: row.none_probability ?? 0,
    ...(row.label !== null && { label: labelOf(row.label) }),
    ...(correction !== null && {
      correction: labelOf(correction),
      correctedAt: row.corrected_at ?? "",
      correctedBy: row.corrected_by ?? "",
    }),
    isHard: row.hard === 1,
    ...(base !== null && prediction !== null && base !== prediction && { changedFrom: labelOf(base) }),
    ...(heldOut !== null && {
      heldOut: { prediction: labelOf(heldOut), probability: row.held_out_probability ?? 0 },
    }),
    isStale: isStale(row.answered),
  };
}

type AnswerView = Pick<StudioText, "prediction" | "outcome" | "probability" | "labels" | "bestClass">;

/** Returns the answer to a text: its class or labels, or in a tree the deepest class that is sure enough. */
function answerView(row: StoredText, { nameOf, labelOf }: LabelNames, threshold: number): AnswerView {
  const { prediction, scores: stored } = row;
  const probability = row.probability ?? 0;
  if (prediction === null) return { prediction: null, outcome: "waiting", probability };
  const scores = scoresOf(stored, nameOf);
  const isMultiLabel = Array.isArray(labelOf(0));
  const more = isMultiLabel && { labels: scores };
  const answer = isMultiLabel ? scores.map(({ label }) => label) : labelOf(prediction);
  if (prediction === 0) return { prediction: answer, outcome: "none", probability, ...more };
  if (probability >= threshold) return { prediction: answer, outcome: "class", probability, ...more };
  const node = isMultiLabel ? undefined : scores.findLast((each) => each.probability >= threshold);
  if (node === undefined) return { prediction: answer, outcome: "unsure", probability, ...more };
  return {
    ...{ prediction: node.label, outcome: "inner", probability: node.probability },
    bestClass: { label: nameOf(prediction) ?? "", probability },
  };
}

function scoresOf(stored: string | null, nameOf: LabelNames["nameOf"]) {
  const pairs: [number, number][] = stored === null ? [] : JSON.parse(stored);
  return pairs.map(([id, probability]) => ({ label: nameOf(id) ?? "", probability }));
}

export function exampleView(
  { id, version, label, text, generator, edited }: StoredExample,
  { nameOf }: LabelNames,
): StudioExample {
  return { id, version, label: nameOf(label), text, generator, isEdited: edited === 1 };
}

export function pinView({ id, text, label, answer, probability }: StoredPin, { labelOf }: LabelNames): Pin {
  const answered = answer !== null && {
    answer: labelOf(answer),
    probability: probability ?? 0,
    isRight: answer === label,
  };
  return { id, text, label: labelOf(label), ...answered };
}

export function jobView(job: RunnerJob): Job {
  const { kind, subject: title, createdAt: created, endedAt: ended, error: problem } = job;
  const { results, version } = job.result as JobResult;
  return {
    ...{ id: Number(job.id), kind: kind as Job["kind"], state: storedState(job.state), created, title },
    ...(ended !== undefined && { ended }),
    progress: job.progress ?? { stage: "", unit: "", done: 0 },
    ...(problem !== undefined && { problem }),
    results: [...results],
    ...(version !== undefined && { version }),
  };
}
