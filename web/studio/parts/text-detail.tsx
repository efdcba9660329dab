import { useEffect, useState } from "preact/hooks";
import type { StudioExplanation, StudioText } from "../../../src/studio/contract.ts";
import { attemptChange } from "../state/change-order.ts";
import { attempt } from "../state/connection.ts";
import { giveClass, giveNone } from "../state/corrections.ts";
import { labelShown, labelsShown, nameOfLabel } from "../state/labels.ts";
import { notify } from "../state/notices.ts";
import { answerClasses, type OpenProject } from "../state/project.ts";
import type { TextList } from "../state/text-list.ts";
import { ClassKey } from "./class-name.tsx";
import { Explained } from "./explained.tsx";
import { Icon } from "./icon.tsx";

interface TextDetailProps {
  readonly project: OpenProject;
  readonly list: TextList;
  readonly isSuggested: boolean;
  readonly onPick: () => void;
  readonly onClose: () => void;
}

/** Milliseconds on a text until its explanation is computed. Smaller: more work while the user moves through the table. */
const restBeforeExplaining = 120;

/** Shows the active text in full, why it is answered so, and what can be done with it. */
export function TextDetail({ project, list, isSuggested, onPick, onClose }: TextDetailProps) {
  const text = list.activeText;
  const explanation = useExplanation(project, text);
  return (
    <aside class="text-detail" aria-label="Explanation">
      <header class="dialog-head">
        <h2>Why this answer?</h2>
        <button
          type="button"
          class="button quiet square"
          aria-label="Close"
          title="Close (Esc)"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {text !== undefined && (
        <>
          <Explained text={text} explanation={explanation} />
          <h3>Correct this text</h3>
          <Choices project={project} list={list} text={text} isSuggested={isSuggested} onPick={onPick} />
          <PinButton project={project} text={text} />
        </>
      )}
    </aside>
  );
}

function useExplanation(
  { api, state }: OpenProject,
  text: StudioText | undefined,
): StudioExplanation | "failed" | undefined {
  const [explained, setExplained] = useState<{ readonly key: string; readonly result?: StudioExplanation }>();
  const key = text === undefined ? undefined : `${text.id} ${state.value.answers.revision}`;
  const id = text?.id;
  const isWaiting = text === undefined || text.outcome === "waiting";
  useEffect(() => {
    if (id === undefined || key === undefined || isWaiting) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const result = await attempt(() => api.explain(id, stop.signal));
      if (!stop.signal.aborted) setExplained({ key, result });
    }, restBeforeExplaining);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, id, key, isWaiting]);
  if (explained?.key !== key) return undefined;
  return explained?.result ?? "failed";
}

/** Classes that are offered as buttons. The others are found by their name. */
const offered = 9;

function Choices({
  project,
  list,
  text,
  isSuggested,
  onPick,
}: Omit<TextDetailProps, "onClose"> & { readonly text: StudioText }) {
  const classes = answerClasses.value;
  const isMany = project.state.value.kind === "multi-label";
  const shown = labelsShown(text);
  return (
    <div class="choices">
      {classes.slice(0, offered).map(({ id, path }, index) => (
        <button
          key={id}
          type="button"
          class="button"
          aria-pressed={isMany ? shown.includes(path) : undefined}
          onClick={() => giveClass(project, list, path, isSuggested)}
        >
          <ClassKey index={index} />
          <span class="class-label">{path}</span>
        </button>
      ))}
      {classes.length > offered && (
        <button type="button" class="button" onClick={onPick}>
          Another class …
        </button>
      )}
      <button type="button" class="button" onClick={() => giveNone(project, list, isSuggested)}>
        {isMany ? "No label" : "None of these"}
      </button>
    </div>
  );
}

function PinButton({ project: { api }, text }: { readonly project: OpenProject; readonly text: StudioText }) {
  const label = labelShown(text);
  const pin = async () => {
    if ((await attemptChange(() => api.addPin({ textId: text.id, label }))) !== undefined)
      notify(`Pinned: this text must be answered with “${nameOfLabel(label)}”.`);
  };
  return (
    <button
      type="button"
      class="button quiet"
      title="A pinned test turns red when a change makes its answer wrong"
      onClick={pin}
    >
      <Icon name="pin" />
      Pin as a test: must be “{nameOfLabel(label)}”
    </button>
  );
}
