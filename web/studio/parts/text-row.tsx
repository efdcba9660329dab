import type { StudioText } from "../../../src/studio/contract.ts";
import { answerOf, isSameLabel, nameOfLabel, partsOfPath } from "../state/labels.ts";
import type { TextList } from "../state/text-list.ts";
import { ClassName, shortName } from "./class-name.tsx";
import { Icon } from "./icon.tsx";
import { LabelChips } from "./label-chips.tsx";
import { ProbabilityBar } from "./probability-bar.tsx";

interface TextRowProps {
  readonly list: TextList;
  readonly index: number;
  readonly id: string;
  /** Offset in pixels from the top of the table. */
  readonly start: number;
  readonly onOpen: () => void;
}

/** One text with its answer. It is empty while the text is being read. */
export function TextRow({ list, index, id, start, onOpen }: TextRowProps) {
  const text = list.at(index);
  const isSelected = text !== undefined && (list.allSelected.value || list.selected.value.has(text.id));
  const classes = [
    "text-row",
    list.active.value === index && "is-active",
    isSelected && "is-selected",
    text !== undefined && list.highlighted.value.has(text.id) && "is-new",
    text?.isStale && "is-stale",
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the table handles the keys.
    <div
      id={id}
      class={classes.filter(Boolean).join(" ")}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={{ transform: `translateY(${start}px)` }}
      onClick={(event) => onClick(event, list, index, text)}
      onDblClick={onOpen}
    >
      {text === undefined ? (
        <span role="gridcell" class="cell-text muted">
          …
        </span>
      ) : (
        <Cells text={text} isSelected={isSelected} list={list} onOpen={onOpen} />
      )}
    </div>
  );
}

function onClick(event: MouseEvent, list: TextList, index: number, text: StudioText | undefined): void {
  const target = event.target as HTMLElement;
  if (target.closest("input, button")) return;
  target.closest<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
  if (event.shiftKey) list.selectRange(list.active.value, index);
  else if ((event.ctrlKey || event.metaKey) && text !== undefined) list.toggle(text.id);
  list.moveTo(index);
}

interface CellsProps {
  readonly text: StudioText;
  readonly isSelected: boolean;
  readonly list: TextList;
  readonly onOpen: () => void;
}

function Cells({ text, isSelected, list, onOpen }: CellsProps) {
  const { outcome, probability, noneProbability } = text;
  return (
    <>
      <span role="gridcell" class="cell-check">
        <input
          type="checkbox"
          tabIndex={-1}
          checked={isSelected}
          aria-label={`Select text ${text.number}`}
          onChange={() => list.toggle(text.id)}
        />
      </span>
      <span role="gridcell" class="cell-text" dir="auto">
        {text.text}
      </span>
      <span role="gridcell" class="cell-prediction">
        <Answer text={text} />
        <Marks text={text} showsHeldOut={list.query.value.filter === "disagreeing"} />
      </span>
      <span role="gridcell" class="cell-probability">
        {outcome !== "waiting" && (
          <ProbabilityBar
            value={outcome === "none" ? noneProbability : probability}
            faint={outcome !== "class" && outcome !== "inner"}
          />
        )}
      </span>
      <span role="gridcell" class="cell-margin muted">
        {showsBefore(list) ? <Before text={text} /> : <RunnerUp text={text} />}
        <button type="button" class="button quiet why" tabIndex={-1} onClick={onOpen}>
          Why?
        </button>
      </span>
    </>
  );
}

/** Whether a list is about changed answers, so that it shows the answers before instead of the runners-up. */
export function showsBefore(list: TextList): boolean {
  return list.query.value.filter === "changed";
}

function Before({ text: { changedFrom } }: { readonly text: StudioText }) {
  return changedFrom === undefined ? null : <ClassName label={changedFrom} />;
}

function RunnerUp({ text: { runnerUp } }: { readonly text: StudioText }) {
  if (runnerUp === null) return null;
  return (
    <span class="runner-up">
      <span class="class-label" title={runnerUp.label}>
        {shortName(runnerUp.label)}
      </span>{" "}
      {Math.round(runnerUp.probability * 100)} %
    </span>
  );
}

/** Shows the label that counts: a person's correction, else the answer of the model. */
function Answer({ text }: { readonly text: StudioText }) {
  const { correction, outcome, prediction, labels, changedFrom } = text;
  if (outcome === "waiting" && correction === undefined) return <span class="muted">waiting …</span>;
  return (
    <>
      {labels === undefined ? (
        <ClassName label={correction === undefined ? prediction : correction} />
      ) : (
        <LabelChips text={text} />
      )}
      {changedFrom !== undefined && <span class="was">was {nameOfLabel(changedFrom)}</span>}
    </>
  );
}

/** Shows what is special about a text, each as a symbol with words for screen readers. */
function Marks({ text, showsHeldOut }: { readonly text: StudioText; readonly showsHeldOut: boolean }) {
  const { outcome, correction, bestClass, isHard, label, heldOut } = text;
  const answer = answerOf(text);
  const isConfirmed = correction !== undefined && isSameLabel(correction, answer);
  return (
    <span class={outcome === "inner" ? "marks is-narrow" : "marks"}>
      {outcome === "unsure" && correction === undefined && <span class="mark warning">unsure</span>}
      {bestClass !== undefined && correction === undefined && (
        <span
          class="mark"
          title={`Sure of this class only. Most likely below it: “${bestClass.label}” (${Math.round(bestClass.probability * 100)} %)`}
        >
          {partsOfPath(bestClass.label).name}?
        </span>
      )}
      {correction !== undefined && (
        <span
          class="good"
          title={
            isConfirmed ? "Confirmed by you" : `Corrected by you; the model answers “${nameOfLabel(answer)}”`
          }
        >
          <Icon name="check" />
          <span class="visually-hidden">{isConfirmed ? "confirmed" : "corrected"}</span>
        </span>
      )}
      {correction === undefined &&
        label !== undefined &&
        outcome !== "waiting" &&
        !isSameLabel(label, answer) && (
          <span class="mark" title={`The label that came with the text is “${nameOfLabel(label)}”`}>
            label: {nameOfLabel(label)}
          </span>
        )}
      {showsHeldOut && heldOut !== undefined && (
        <span
          class="mark"
          title={`Without the label of this text the model answers “${nameOfLabel(heldOut.prediction)}”`}
        >
          else {nameOfLabel(heldOut.prediction)}
        </span>
      )}
      {isHard && (
        <span class="warning" title="A hard case: it does not count in the quality">
          <Icon name="hard" />
          <span class="visually-hidden">hard case</span>
        </span>
      )}
    </span>
  );
}
