import type { ComponentChildren } from "preact";

interface TableFrameProps {
  /** What the table shows, for screen readers. */
  readonly label: string;
  readonly isHigh?: boolean;
  readonly children: ComponentChildren;
}

/** Frames a table that may be wider or higher than its place. It can be scrolled by keyboard. */
export function TableFrame({ label, isHigh = false, children }: TableFrameProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <div class={isHigh ? "table-frame is-high" : "table-frame"} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
