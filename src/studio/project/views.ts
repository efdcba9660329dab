import type { StoredExample } from "../../store/example-table.ts";
import type { StoredJob } from "../../store/job-table.ts";
import type { StoredPin } from "../../store/pin-table.ts";
import type { StoredText } from "../../store/text-table.ts";
import type { Job, Pin, StudioExample, StudioText } from "../contract.ts";

/** Turns ids of classes into names. */
export interface LabelNames {
  /** @param id of a class; 0 is none */
  nameOf(id: number): string | null;
}

/** Makes the names of labels from the names of classes by id. */
export function labelNames(names: ReadonlyMap<number, string>): LabelNames {
  return { nameOf: (id) => (id === 0 ? null : (names.get(id) ?? null)) };
}

/** Returns a text as the API shows it. */
export function textView(
  row: StoredText,
  { nameOf }: LabelNames,
  { threshold, isStale }: { readonly threshold: number; readonly isStale: (answered: number) => boolean },
): StudioText {
  const { prediction, probability, runner_up: second, base, correction, held_out: heldOut } = row;
  return {
    ...{ id: row.id, version: row.version, number: row.id, text: row.text },
    prediction: prediction === null ? null : nameOf(prediction),
    outcome: outcomeOf(prediction, probability ?? 0, threshold),
    probability: probability ?? 0,
    runnerUp:
      second === null ? null : { label: nameOf(second) ?? "", probability: row.runner_up_probability ?? 0 },
    noneProbability: row.none_probability ?? 0,
    ...(row.label !== null && { label: nameOf(row.label) }),
    ...(correction !== null && {
      correction: nameOf(correction),
      correctedAt: row.corrected_at ?? "",
      correctedBy: row.corrected_by ?? "",
    }),
    isHard: row.hard === 1,
    ...(base !== null && prediction !== null && base !== prediction && { changedFrom: nameOf(base) }),
    ...(heldOut !== null && {
      heldOut: { prediction: nameOf(heldOut), probability: row.held_out_probability ?? 0 },
    }),
    isStale: isStale(row.answered),
  };
}

function outcomeOf(prediction: number | null, probability: number, threshold: number): StudioText["outcome"] {
  if (prediction === null) return "waiting";
  if (prediction === 0) return "none";
  return probability < threshold ? "unsure" : "class";
}

export function exampleView(
  { id, version, label, text, generator, edited }: StoredExample,
  { nameOf }: LabelNames,
): StudioExample {
  return { id, version, label: nameOf(label), text, generator, isEdited: edited === 1 };
}

export function pinView({ id, text, label, answer, probability }: StoredPin, { nameOf }: LabelNames): Pin {
  const answered = answer !== null && {
    answer: nameOf(answer),
    probability: probability ?? 0,
    isRight: answer === label,
  };
  return { id, text, label: nameOf(label), ...answered };
}

export function jobView(job: StoredJob): Job {
  const { id, kind, state, created, ended, title, problem, made_version: version } = job;
  return {
    ...{ id, kind, state, created, title },
    ...(ended !== null && { ended }),
    progress: { stage: "", unit: "", done: 0, ...JSON.parse(job.progress) },
    ...(problem !== null && { problem }),
    results: JSON.parse(job.results),
    ...(version !== null && { version }),
  };
}
