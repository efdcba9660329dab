import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { GenerationPlan } from "../../../../src/index.ts";
import type { Generation, Job } from "../../../../src/studio/contract.ts";
import { studioApi } from "../../api/studio-api.ts";
import { isActive, JobStatus, latestJob } from "../../parts/job-status.tsx";
import { attemptChange } from "../../state/change-order.ts";
import { attempt } from "../../state/connection.ts";
import type { OpenProject } from "../../state/project.ts";
import { useLatest } from "../../state/use-latest.ts";
import { useOneAtATime } from "../../state/use-one-at-a-time.ts";
import { GenerationForm } from "./generation-form.tsx";
import { PlanTable } from "./plan-table.tsx";

/** What was typed, without the key. It stays while the page is open. */
const draft = signal<Generation>({ model: "", examplesPerClass: 40 });

/** Has a language model write examples: what it costs, start, watch, stop and resume. */
export function Generate({ project }: { readonly project: OpenProject }) {
  const { api } = project;
  const [key, setKey] = useState("");
  const [plan, setPlan] = useState<GenerationPlan>();
  const [keyVariables, setKeyVariables] = useState<readonly string[]>([]);
  const job = latestJob(project, "generate");
  useEffect(() => {
    void attempt(studioApi.read).then((studio) => setKeyVariables(studio?.keyVariables ?? []));
  }, []);
  const { ask, withdraw } = useLatest();
  const showPlan = () => {
    const { task, examplesPerClass, shareExamples, prices } = draft.value;
    return ask(() => api.planGeneration({ task, examplesPerClass, shareExamples, prices }), setPlan);
  };
  const [start, isStarting] = useOneAtATime(async () => {
    const generation = { ...draft.value, ...(key !== "" && { key }) };
    const started = await attemptChange(() => api.startJob({ kind: "generate", generation }));
    if (started !== undefined) setPlan(undefined);
  });
  return (
    <>
      {job !== undefined && (
        <section class="card">
          <JobStatus project={project} job={job}>
            {canResume(job) && <Resume project={project} job={job} typed={key} />}
          </JobStatus>
        </section>
      )}
      {(job === undefined || !isActive(job)) && (
        <section class="card stack">
          <GenerationForm
            value={draft.value}
            keyVariables={keyVariables}
            typedKey={key}
            onKey={setKey}
            onChange={(change) => {
              draft.value = { ...draft.value, ...change };
              // A plan that is on its way is of what was typed before.
              withdraw();
              setPlan(undefined);
            }}
          />
          {plan && <PlanTable plan={plan} />}
          <div class="row">
            <button
              type="button"
              class={plan ? "button" : "button primary"}
              disabled={draft.value.model.trim() === ""}
              onClick={showPlan}
            >
              Show the plan
            </button>
            {plan && (
              <button type="button" class="button primary" disabled={isStarting} onClick={start}>
                Start
              </button>
            )}
            {!plan && <span class="muted small">Nothing is sent before you start.</span>}
          </div>
        </section>
      )}
    </>
  );
}

const canResume = ({ state }: Job) => state === "stopped" || state === "interrupted" || state === "failed";

function Resume({
  project,
  job,
  typed,
}: {
  readonly project: OpenProject;
  readonly job: Job;
  readonly typed: string;
}) {
  return (
    <div class="row">
      <button
        type="button"
        class="button"
        onClick={() => attempt(() => project.api.resumeJob(job.id, typed === "" ? undefined : typed))}
      >
        Resume
      </button>
      <span class="muted small">If you typed a key, type it below again: it is not stored.</span>
    </div>
  );
}
