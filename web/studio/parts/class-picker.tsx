import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { matchingNames } from "../state/matching-names.ts";
import { Dialog } from "./dialog.tsx";
import { useVirtualRows } from "./virtual-rows.ts";

interface ClassPickerProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly onPick: (name: string) => void;
  readonly onClose: () => void;
}

const rowHeight = 40;

/** Lets the user choose one of many classes by typing a part of its name. */
export function ClassPicker({ title, names, onPick, onClose }: ClassPickerProps) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = useMemo(() => matchingNames(names, typed), [names, typed]);
  const rows = useVirtualRows({ count: found.length, rowHeight, scroller: () => list.current });
  useEffect(() => {
    if (found.length > 0) rows.scrollToIndex(chosen);
  }, [chosen, found.length, rows]);
  const move = (by: number) => setChosen(Math.max(0, Math.min(found.length - 1, chosen + by)));
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) {
      event.preventDefault();
      move(moves[event.key]);
    } else if (event.key === "Enter" && found[chosen] !== undefined) {
      event.preventDefault();
      onPick(found[chosen]);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} focusOn={field}>
      <input
        ref={field}
        class="field"
        type="text"
        role="combobox"
        aria-label="Part of the class's name"
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-activedescendant={found.length > 0 ? `${id}${chosen}` : undefined}
        placeholder="Type a part of the name"
        autocomplete="off"
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={list} id={`${id}list`} class="picker-list" role="listbox" aria-label="Classes" tabIndex={-1}>
        <div class="spacer" style={{ height: `${rows.getTotalSize()}px` }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above handles the keys.
            <div
              key={found[index]}
              id={`${id}${index}`}
              class="picker-row"
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              aria-setsize={found.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => onPick(found[index])}
            >
              {found[index]}
            </div>
          ))}
        </div>
      </div>
      {found.length === 0 && <p class="muted">No class has “{typed}” in its name.</p>}
    </Dialog>
  );
}
