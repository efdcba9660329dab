import { useEffect, useState } from "preact/hooks";
import type { Evaluation } from "../../../../src/index.ts";
import type { Quality } from "../../../../src/studio/contract.ts";
import { percent } from "../../../shared/numbers.ts";
import { Empty } from "../../parts/empty.tsx";
import { isActive, JobStatus, latestJob } from "../../parts/job-status.tsx";
import { addressOf } from "../../state/addresses.ts";
import { attempt } from "../../state/connection.ts";
import type { OpenProject } from "../../state/project.ts";
import { useFresh } from "../../state/use-fresh.ts";
import { dateAndTime, plural } from "../../state/words.ts";
import { PrecisionSlider } from "./precision-slider.tsx";

/** How good the answers are, on labeled texts, and how sure an answer must be to be given. */
export function QualityScreen({ project }: { readonly project: OpenProject }) {
  const quality = useFresh(project, project.api.readQuality);
  if (quality === undefined) return <p class="page muted">Reading the quality …</p>;
  const { evaluation, rows, neededRows } = quality;
  if (evaluation === undefined && rows < neededRows)
    return <TooFewLabels project={project} quality={quality} />;
  return (
    <div class="page">
      <header class="row wide">
        <h1>Quality</h1>
        <EvaluateButton project={project} isFirst={evaluation === undefined} />
      </header>
      <RunningEvaluation project={project} />
      {evaluation === undefined ? (
        <Empty title="Not measured yet">
          <p class="muted">
            {plural(rows, "text")} with labels can be used. Each is answered by a model that has not seen it,
            so the figures hold for new texts.
          </p>
        </Empty>
      ) : (
        <Verdict quality={quality} evaluation={evaluation} />
      )}
      <PrecisionSlider project={project} />
      {evaluation !== undefined && <Plots evaluation={evaluation} />}
    </div>
  );
}

function TooFewLabels({ project, quality }: { readonly project: OpenProject; readonly quality: Quality }) {
  const { rows, hardRows, neededRows } = quality;
  return (
    <Empty title={`Label ${plural(neededRows - rows, "more text")}`}>
      <p class="muted">
        The quality is measured on texts with labels. {plural(rows, "text")} of {neededRows} have one.
        {hardRows > 0 &&
          ` ${plural(hardRows, "hard case")} do not count, because suggested texts are harder than usual.`}
      </p>
      <a
        class="button primary big"
        href={addressOf({ at: "project", project: project.state.value.id, screen: "sort" })}
      >
        Label texts
      </a>
    </Empty>
  );
}

function EvaluateButton({ project, isFirst }: { readonly project: OpenProject; readonly isFirst: boolean }) {
  const job = latestJob(project, "evaluate");
  if (job !== undefined && isActive(job)) return null;
  return (
    <button
      type="button"
      class="button primary"
      onClick={() => attempt(() => project.api.startJob({ kind: "evaluate" }))}
    >
      {isFirst ? "Measure" : "Measure again"}
    </button>
  );
}

/** Shows the evaluation that runs, or why the last one failed. */
function RunningEvaluation({ project }: { readonly project: OpenProject }) {
  const job = latestJob(project, "evaluate");
  if (job === undefined || !(isActive(job) || job.state === "failed")) return null;
  return <JobStatus project={project} job={job} />;
}

function Verdict({ quality, evaluation }: { readonly quality: Quality; readonly evaluation: Evaluation }) {
  const { time, isStale, rows, hardRows } = quality;
  return (
    <section class="card stack" aria-label="Verdict">
      <p class="verdict">{evaluation.verdict}</p>
      <Figures evaluation={evaluation} />
      <p class="muted small">
        Measured on {plural(rows, "text")} with labels
        {time && `, ${dateAndTime(time)}`}. Each was answered by a model that had not seen it.
        {hardRows > 0 && ` ${plural(hardRows, "hard case")} are left out.`}
        {isStale && <strong class="warning"> The project has changed since.</strong>}
      </p>
    </section>
  );
}

function Figures({ evaluation }: { readonly evaluation: Evaluation }) {
  const { accuracy, macroF1, intervals, expectedCalibrationError: error } = evaluation;
  const figures = [
    {
      value: percent(accuracy),
      name: "right answers",
      hint:
        intervals?.accuracy &&
        `between ${percent(intervals.accuracy.lower)} and ${percent(intervals.accuracy.upper)}`,
    },
    {
      value: percent(macroF1),
      name: "mean F1 of the classes",
      hint: "counts every class equally; 100 % is perfect",
    },
    ...(error === undefined
      ? []
      : [
          {
            value: percent(error),
            name: "calibration error",
            hint: "how far probabilities are from the truth; 0 % is perfect",
          },
        ]),
  ];
  return (
    <dl class="figures">
      {figures.map(({ value, name, hint }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          {hint && <dd class="muted small">{hint}</dd>}
        </div>
      ))}
    </dl>
  );
}

type PlotsModule = typeof import("./plots.tsx");

/** Loads the plots when they are needed, since the library that draws them is larger than the rest of the page. */
function Plots({ evaluation }: { readonly evaluation: Evaluation }) {
  const [loaded, setLoaded] = useState<PlotsModule>();
  useEffect(() => {
    void attempt(() => import("./plots.tsx")).then(setLoaded);
  }, []);
  if (loaded === undefined) return <p class="muted">Drawing …</p>;
  return <loaded.QualityPlots evaluation={evaluation} />;
}
