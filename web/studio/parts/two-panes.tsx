import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface TwoPanesProps {
  /** Names of both panes, for the switch on a phone. */
  readonly names: readonly [left: string, right: string];
  /** The pane that a phone shows first. */
  readonly first: "left" | "right";
  readonly left: ComponentChildren;
  readonly right: ComponentChildren;
}

/** Shows two panes beside each other. A phone shows one of both, with a switch. */
export function TwoPanes({ names, first, left, right }: TwoPanesProps) {
  const shown = useSignal(first);
  return (
    <div class={`workbench shows-${shown.value}`}>
      <div class="segments pane-switch">
        {(["left", "right"] as const).map((side, i) => (
          <button
            key={side}
            type="button"
            aria-pressed={shown.value === side}
            onClick={() => {
              shown.value = side;
            }}
          >
            {names[i]}
          </button>
        ))}
      </div>
      {left}
      {right}
    </div>
  );
}
