import { useState } from "preact/hooks";
import type { ChangeProject } from "../../../../src/studio/contract.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { attemptChange } from "../../state/change-order.ts";
import type { OpenProject } from "../../state/project.ts";

/** Settings of the answers: none, unsure, learning from labels. */
export function AnswerSettings({ project }: { readonly project: OpenProject }) {
  const [isOpen, setOpen] = useState(false);
  const { threshold, none, learnFromLabels, kind, isTree } = project.state.value;
  const change = (json: ChangeProject) => void attemptChange(() => project.api.change(json));
  return (
    <>
      <button type="button" class="button quiet" onClick={() => setOpen(true)}>
        Answers …
      </button>
      {isOpen && (
        <Dialog title="How texts are answered" onClose={() => setOpen(false)}>
          <label class="check">
            <input
              type="checkbox"
              checked={kind === "multi-label"}
              disabled={isTree}
              onChange={(event) => {
                const box = event.currentTarget;
                const wanted = box.checked ? "multi-label" : "single-label";
                void attemptChange(() => project.api.change({ kind: wanted })).then((changed) => {
                  if (changed === undefined) box.checked = kind === "multi-label";
                });
              }}
            />
            <span>
              A text may have several labels
              <br />
              <span class="hint">
                {isTree
                  ? "Not with classes that are part of others."
                  : "For example topics. If not, each text belongs to one class."}
              </span>
            </span>
          </label>
          <label class="check" hidden={kind === "multi-label"}>
            <input
              type="checkbox"
              checked={none}
              onChange={(event) => change({ none: event.currentTarget.checked })}
            />
            <span>
              “None of these” is an answer
              <br />
              <span class="hint">For texts that belong to no class.</span>
            </span>
          </label>
          <label class="check">
            <input
              type="checkbox"
              checked={learnFromLabels}
              onChange={(event) => change({ learnFromLabels: event.currentTarget.checked })}
            />
            <span>
              Learn from the labels that came with the texts
              <br />
              <span class="hint">If not, they are only compared with the answers.</span>
            </span>
          </label>
          <label class="label">
            Unsure below {Math.round(threshold * 100)} %
            <input
              type="range"
              min={0}
              max={100}
              value={Math.round(threshold * 100)}
              onChange={(event) => change({ threshold: Number(event.currentTarget.value) / 100 })}
            />
            <span class="hint">
              An answer with a lower probability is marked “unsure”, for you to review. The Quality page finds
              the value for the share of correct answers that you need.
            </span>
          </label>
        </Dialog>
      )}
    </>
  );
}
