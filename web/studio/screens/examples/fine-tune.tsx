import { isActive, JobStatus, latestJob } from "../../parts/job-status.tsx";
import { attemptChange } from "../../state/change-order.ts";
import type { OpenProject } from "../../state/project.ts";

/** Trains the encoder itself on the examples, with progress and stop. */
export function FineTune({ project }: { readonly project: OpenProject }) {
  const job = latestJob(project, "train");
  const start = () =>
    void attemptChange(() => project.api.startJob({ kind: "train", tune: true, name: "Fine-tuned" }));
  return (
    <section class="card stack">
      <h2>Fine-tune</h2>
      <p class="muted">
        Fine-tuning trains the network that reads the texts, instead of only what is built on it. It takes
        minutes and helps if there are many labeled texts. The change is kept only if it answers more held-out
        texts correctly, and the result is a new version.
      </p>
      {job !== undefined && <JobStatus project={project} job={job} />}
      {(job === undefined || !isActive(job)) && (
        <div>
          <button type="button" class="button primary" onClick={start}>
            Start fine-tuning
          </button>
        </div>
      )}
    </section>
  );
}
