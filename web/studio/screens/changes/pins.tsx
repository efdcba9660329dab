import { useState } from "preact/hooks";
import type { Label, Pin, Pins as PinList } from "../../../../src/studio/contract.ts";
import { Icon } from "../../parts/icon.tsx";
import { LabelChoice } from "../../parts/label-choice.tsx";
import { attemptChange } from "../../state/change-order.ts";
import { nameOfLabel } from "../../state/labels.ts";
import { classNames, type OpenProject } from "../../state/project.ts";
import { useFresh } from "../../state/use-fresh.ts";
import { useOneAtATime } from "../../state/use-one-at-a-time.ts";

/** Lists the pinned tests, those that are answered wrong first, and adds new ones. */
export function Pins({ project }: { readonly project: OpenProject }) {
  const [after, setAfter] = useState<PinList>();
  const read = useFresh(project, project.api.readPins);
  // A read that began before the last change does not know it.
  const newest = after !== undefined && after.revision > (read?.revision ?? 0) ? after : read;
  const pins = [...(newest?.pins ?? [])].sort(
    (one, other) => Number(one.isRight ?? true) - Number(other.isRight ?? true),
  );
  return (
    <div class="stack">
      <h2>Pinned tests</h2>
      <p class="muted small">
        Texts that must be answered so. One turns red when a change makes its answer wrong.
      </p>
      {pins.length > 0 && (
        <ul class="pins">
          {pins.map((pin) => (
            <PinnedTest
              key={pin.id}
              pin={pin}
              onRemove={async () => setAfter(await attemptChange(() => project.api.removePin(pin.id)))}
            />
          ))}
        </ul>
      )}
      <NewPin project={project} onAdded={setAfter} />
    </div>
  );
}

function PinnedTest({ pin, onRemove }: { readonly pin: Pin; readonly onRemove: () => void }) {
  const { text, label, answer, isRight } = pin;
  return (
    <li class={isRight === false ? "pin is-wrong" : "pin"}>
      <span class={isRight === false ? "bad" : "good"}>
        <Icon name={isRight === false ? "close" : "check"} />
        <span class="visually-hidden">{isRight === false ? "wrong: " : "right: "}</span>
      </span>
      <span class="pin-text">
        <span dir="auto">{text}</span>
        <span class="small muted">
          must be “{nameOfLabel(label)}”{isRight === false && `, is “${nameOfLabel(answer ?? null)}”`}
        </span>
      </span>
      <button
        type="button"
        class="button quiet square"
        aria-label={`Remove the test “${text.slice(0, 60)}”`}
        onClick={onRemove}
      >
        <Icon name="trash" />
      </button>
    </li>
  );
}

interface NewPinProps {
  readonly project: OpenProject;
  readonly onAdded: (pins: PinList) => void;
}

function NewPin({ project, onAdded }: NewPinProps) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<Label>();
  const first = project.state.value.kind === "multi-label" ? [] : classNames.value[0];
  const label = chosen ?? (chosen === null ? null : first);
  const [add, isAdding] = useOneAtATime(async () => {
    if (label === undefined) return;
    const added = await attemptChange(() => project.api.addPin({ text, label }));
    if (added === undefined) return;
    setText("");
    onAdded(added);
  });
  return (
    <form
      class="stack new-pin"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        class="field"
        aria-label="Text of a new test"
        placeholder="Text of a new test"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="row">
        <LabelChoice
          project={project}
          name="Must be answered with"
          label={label ?? null}
          onChange={setChosen}
        />
        <button type="submit" class="button" disabled={text.trim() === "" || isAdding}>
          <Icon name="pin" />
          Pin
        </button>
      </div>
    </form>
  );
}
