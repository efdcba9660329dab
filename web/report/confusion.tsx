import { useSignal } from "@preact/signals";
import { useCallback, useId, useMemo } from "preact/hooks";
import type { ConfusionCell } from "../../src/evaluation/confusion.ts";
import type { ConfusedBlock, ConfusionView } from "../../src/report/report-data.ts";
import { type ConfusionWindow, confusionDetail, confusionOverview } from "../plots/confusion.ts";
import { nameOf, shortName } from "../plots/draw.ts";
import { count } from "../shared/numbers.ts";
import { Plotted } from "../shared/plotted.tsx";
import { ConfusedPairs } from "./confused-pairs.tsx";
import { errorsIn, moved, startWindow, windowAround } from "./confusion-window.ts";
import { ClassName, visible } from "./visible.tsx";

/** Number of groups of confused classes that have a button. */
const shownBlocks = 8;
/** Up to this number of classes the whole matrix is shown at once. */
const fewClasses = 20;

/** The confusion matrix: overview, groups of confused classes, a part in detail, and a table of all errors. */
export function Confusion({
  name = "Confusion matrix",
  view,
  mostConfused,
}: {
  /** Name for screen readers. */
  readonly name?: string;
  readonly view: ConfusionView;
  readonly mostConfused: readonly ConfusionCell[];
}) {
  const size = view.labels.length;
  const isSmall = size <= fewClasses;
  const shown = useSignal<ConfusionWindow>(startWindow(view, fewClasses));
  const choose = (next: ConfusionWindow) => {
    shown.value = next;
  };
  const drawDetail = useCallback(
    (width: number) => confusionDetail(view, shown.value, { width }),
    [view, shown.value],
  );
  return (
    <>
      <p>
        Rows are true classes, columns predicted ones. Classes are ordered so that confused classes are
        neighbors: errors lie near the diagonal.
        {view.leftOut > 0 && ` ${count(view.leftOut)} rows in the rarest cells are left out.`}
      </p>
      {isSmall ? (
        <Detail name={name} draw={drawDetail} />
      ) : (
        <div class="matrix">
          <div class="matrix-overview">
            <Overview view={view} shown={shown.value} onChoose={choose} />
          </div>
          <div class="matrix-choice">
            <FindClass view={view} onChoose={choose} />
            <Blocks view={view} shown={shown.value} onChoose={choose} />
          </div>
          <div class="matrix-detail">
            <p role="status" class="muted">
              {sentenceOf(view, shown.value)}
            </p>
            <Detail name={name} draw={drawDetail} />
          </div>
        </div>
      )}
      <details>
        <summary>All errors as a table</summary>
        <ConfusedPairs view={view} mostConfused={mostConfused} />
      </details>
    </>
  );
}

/** The part in detail. On narrow pages it is wider than its place, and scrolls. */
function Detail({ name, draw }: { readonly name: string } & Pick<Parameters<typeof Plotted>[0], "draw">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard.
    <section class="matrix-scroll" tabIndex={0} aria-label={name}>
      <Plotted draw={draw} />
    </section>
  );
}

interface PartProps {
  readonly view: ConfusionView;
  readonly shown: ConfusionWindow;
  readonly onChoose: (next: ConfusionWindow) => void;
}

/** The whole matrix as a picture. A click or the arrow keys choose the part that is shown in detail. */
function Overview({ view, shown, onChoose }: PartProps) {
  const draw = useCallback((width: number) => confusionOverview(view, { width, shown }), [view, shown]);
  const size = view.labels.length;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = moved(shown, event.key, size);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
  };
  const onClick = (event: MouseEvent) => {
    const picture = (event.currentTarget as HTMLElement).querySelector("svg rect, svg path");
    const box = picture?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    const place = (at: number, from: number, length: number) => Math.floor(((at - from) / length) * size);
    onChoose(
      windowAround(
        place(event.clientY, box.top, box.height),
        place(event.clientX, box.left, box.width),
        size,
      ),
    );
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: it is no set of form fields.
    <div
      class="overview"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys need the focus.
      tabIndex={0}
      role="group"
      aria-label="Overview of the confusion matrix. The arrow keys move the part that is shown in detail."
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <Plotted draw={draw} maxWidth={440} />
    </div>
  );
}

/** Shows the part of the matrix around a class that is searched by name. */
function FindClass({ view, onChoose }: Omit<PartProps, "shown">) {
  const id = useId();
  const names = useMemo(() => view.labels.map(nameOf), [view]);
  const find = (wanted: string) => {
    const needle = wanted.trim().toLowerCase();
    const exact = names.findIndex((name) => name.toLowerCase() === needle);
    const place = exact >= 0 ? exact : names.findIndex((name) => name.toLowerCase().includes(needle));
    if (needle !== "" && place >= 0) onChoose(windowAround(place, place, names.length));
  };
  return (
    <div class="search">
      <label for={id}>Go to class</label>
      <input
        id={id}
        type="search"
        list={`${id}-names`}
        onChange={(event) => find(event.currentTarget.value)}
      />
      <datalist id={`${id}-names`}>
        {names.slice(0, 500).map((name) => (
          <option key={name} value={visible(name)} />
        ))}
      </datalist>
    </div>
  );
}

/** Buttons for the groups of classes with the most errors among them. */
function Blocks({ view, shown, onChoose }: PartProps) {
  const isShown = ({ start, end }: ConfusedBlock): boolean =>
    shown.truths.start === start && shown.truths.end === end && shown.predictions.start === start;
  return (
    <>
      <h3>Groups with the most errors</h3>
      <ul class="blocks">
        {view.blocks.slice(0, shownBlocks).map((block) => (
          <li key={block.start}>
            <button
              type="button"
              aria-pressed={isShown(block)}
              onClick={() => onChoose({ truths: block, predictions: block })}
            >
              <span>
                {view.labels.slice(block.start, Math.min(block.end, block.start + 3)).map((label, i) => (
                  <span key={label}>
                    {i > 0 && ", "}
                    <ClassName label={shortName(label, 30)} />
                  </span>
                ))}
                {block.end - block.start > 3 && ` and ${block.end - block.start - 3} more`}
              </span>
              <span class="muted">
                {count(block.errors)} {block.errors === 1 ? "error" : "errors"}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function sentenceOf(view: ConfusionView, shown: ConfusionWindow): string {
  const { truths, predictions } = shown;
  const range = (start: number, end: number): string => `${count(start + 1)} to ${count(end)}`;
  const isSame = truths.start === predictions.start && truths.end === predictions.end;
  const which = isSame
    ? `Classes ${range(truths.start, truths.end)} of ${count(view.labels.length)}`
    : `True classes ${range(truths.start, truths.end)} against predicted classes ${range(predictions.start, predictions.end)} of ${count(view.labels.length)}`;
  const errors = errorsIn(view, shown);
  return `${which}: ${count(errors)} ${errors === 1 ? "error" : "errors"}.`;
}
