import type { Job } from "../../../src/studio/contract.ts";
import { attempt } from "../state/connection.ts";
import type { OpenProject } from "../state/project.ts";
import { Progress } from "./progress.tsx";

interface JobStatusProps {
  readonly project: OpenProject;
  readonly job: Job;
  /** Adds buttons, for example to resume. */
  readonly children?: preact.ComponentChildren;
}

/** Whether a job is not over yet. */
export function isActive({ state }: Job): boolean {
  return state === "waiting" || state === "running" || state === "stopping";
}

/** Returns the newest job of a kind. */
export function latestJob({ jobs }: OpenProject, kind: Job["kind"]): Job | undefined {
  return jobs.value.find((job) => job.kind === kind);
}

/** Shows how far a job is or how it ended, and stops it. */
export function JobStatus({ project: { api }, job, children }: JobStatusProps) {
  const { id, kind, state, title, progress, problem, results } = job;
  const stop = (how: "finish" | "cancel") => () => void attempt(() => api.stopJob(id, { how }));
  const units = progress.unit ? ` (${progress.unit})` : "";
  return (
    <div class={`job job-${state}`} role="group" aria-label={title}>
      {isActive(job) ? (
        <div class="row wide">
          <Progress
            label={state === "stopping" ? "Stopping …" : `${title} ${progress.stage}${units}`}
            done={progress.done}
            total={progress.total}
          />
          <span class="row">
            {kind === "train" && progress.stage === "tune" && (
              <button type="button" class="button" disabled={state === "stopping"} onClick={stop("finish")}>
                Finish now
              </button>
            )}
            <button
              type="button"
              class="button quiet"
              disabled={state === "stopping"}
              onClick={stop("cancel")}
            >
              Stop
            </button>
          </span>
        </div>
      ) : (
        <p class={state === "failed" ? "bad" : ""}>{endOf(job)}</p>
      )}
      <Counts progress={progress} />
      {problem && <p class="bad small">{problem}</p>}
      {results.map((result) => (
        <p key={result} class="small">
          {result}
        </p>
      ))}
      {children}
    </div>
  );
}

const ends: Readonly<Record<string, string>> = {
  done: "Done.",
  stopped: "Stopped.",
  failed: "Failed.",
  interrupted: "Interrupted: the studio was closed while it ran.",
};

const endOf = ({ title, state }: Job) => `${title}: ${ends[state] ?? state}`;

function Counts({ progress }: Pick<Job, "progress">) {
  const { examples, dropped, cost, epoch, epochs, heldOutAccuracy } = progress;
  const parts = [
    examples !== undefined && `${examples} examples`,
    dropped !== undefined && `${dropped} dropped`,
    cost !== undefined && `cost ${cost.toFixed(2)}`,
    epoch !== undefined && `pass ${epoch}${epochs === undefined ? "" : ` of ${epochs}`} over the examples`,
    heldOutAccuracy !== undefined &&
      `${(heldOutAccuracy * 100).toFixed(1)} % right on examples it does not learn from`,
  ].filter(Boolean);
  return parts.length === 0 ? null : <p class="muted small">{parts.join(" · ")}</p>;
}
