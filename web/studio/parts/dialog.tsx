import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** "side" opens at the right edge and leaves the page visible beside it. Default: "middle". */
  readonly place?: "middle" | "side";
  /** What has the focus at first. Default: what the browser chooses, which is the first button. */
  readonly focusOn?: { readonly current: HTMLElement | null };
}

/** Shows a dialog over the page. The browser keeps the focus inside, closes on Escape and returns the focus afterwards. */
export function Dialog({ title, onClose, children, focusOn, place = "middle" }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    element.current?.showModal();
    focusOn?.current?.focus();
    return () => before?.focus();
  }, [focusOn]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes the dialog; the click is on the area around it.
    <dialog
      ref={element}
      class={`dialog dialog-${place}`}
      aria-labelledby={heading}
      onClose={onClose}
      onClick={(event) => event.target === element.current && onClose()}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="button quiet square" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
