import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Evaluation } from "../../../../src/index.ts";
import type { Quality } from "../../../../src/studio/contract.ts";
import { Empty } from "../../parts/empty.tsx";
import { isActive, JobStatus, latestJob } from "../../parts/job-status.tsx";
import { SortLink } from "../../parts/sort-link.tsx";
import { attempt } from "../../state/connection.ts";
import type { OpenProject } from "../../state/project.ts";
import { useFresh } from "../../state/use-fresh.ts";
import { dateAndTime, plural } from "../../state/words.ts";
import { Figures, figuresOf, labelFiguresOf } from "./figures.tsx";
import { LabelTable } from "./label-table.tsx";
import { PrecisionSlider } from "./precision-slider.tsx";

/** How good the answers are, on labeled texts, and how sure an answer must be to be given. */
export function QualityScreen({ project }: { readonly project: OpenProject }) {
  const quality = useFresh(project, project.api.readQuality, latestJob(project, "evaluate")?.state);
  if (quality === undefined) return <p class="page muted">Reading the quality …</p>;
  const { evaluation, labelSets, rows, neededRows } = quality;
  const isMeasured = evaluation !== undefined || labelSets !== undefined;
  if (!isMeasured && rows < neededRows) return <TooFewLabels project={project} quality={quality} />;
  return (
    <div class="page">
      <header class="row wide">
        <h1>Quality</h1>
        <EvaluateButton project={project} isFirst={!isMeasured} />
      </header>
      <RunningEvaluation project={project} />
      {!isMeasured && (
        <Empty title="Not measured yet">
          <p class="muted">
            {plural(rows, "text")} with labels can be used. Each is answered by a model that has not seen it,
            so the figures hold for new texts.
          </p>
        </Empty>
      )}
      {evaluation !== undefined && (
        <Verdict quality={quality} verdict={evaluation.verdict}>
          <Figures figures={figuresOf(evaluation)} />
        </Verdict>
      )}
      {labelSets !== undefined && (
        <>
          <Verdict quality={quality} verdict={labelSets.verdict}>
            <Figures figures={labelFiguresOf(labelSets)} />
          </Verdict>
          <LabelTable evaluation={labelSets} />
        </>
      )}
      {project.state.value.kind === "single-label" && <PrecisionSlider project={project} />}
      {evaluation !== undefined && <Plots evaluation={evaluation} />}
    </div>
  );
}

function TooFewLabels({ project, quality }: { readonly project: OpenProject; readonly quality: Quality }) {
  const { rows, hardRows, neededRows } = quality;
  return (
    <Empty title={`Label ${plural(neededRows - rows, "more text")}`}>
      <p class="muted">
        The quality is measured on texts with labels: {neededRows} are needed,{" "}
        {rows === 0 ? "none is there yet" : `${rows} ${rows === 1 ? "is" : "are"} there`}.
        {hardRows > 0 &&
          ` ${plural(hardRows, "hard case")} do not count, because suggested texts are harder than usual.`}
      </p>
      <SortLink project={project}>Label texts</SortLink>
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

interface VerdictProps {
  readonly quality: Quality;
  readonly verdict: string;
  readonly children: ComponentChildren;
}

function Verdict({ quality, verdict, children }: VerdictProps) {
  const { time, isStale, rows, hardRows } = quality;
  return (
    <section class="card stack" aria-label="Verdict">
      <p class="verdict">{verdict}</p>
      {children}
      <p class="muted small">
        Measured on {plural(rows, "text")} with labels
        {time && `, ${dateAndTime(time)}`}. Each was answered by a model that had not seen it.
        {hardRows > 0 && ` ${plural(hardRows, "hard case")} are left out.`}
        {isStale && <strong class="warning"> The project has changed since.</strong>}
      </p>
    </section>
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
