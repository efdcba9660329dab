import { signal } from "@preact/signals";

/** A message at the foot of the page. An error stays until it is closed. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly kind: "done" | "error";
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** Time in milliseconds that a message stays. Shorter is missed by slow readers; longer covers the table. */
const visibleFor = 7_000;

/** What the action of a message is called that takes the latest change back. */
export const undoLabel = "Undo";

let lastId = 0;

export const notices = signal<readonly Notice[]>([]);

/** The last sentence for screen readers. It is read aloud when it changes. */
export const spoken = signal("");

/** Shows a message and has screen readers say it. At most three are visible. */
export function notify(text: string, options: Partial<Pick<Notice, "kind" | "action">> = {}): void {
  const notice: Notice = { id: ++lastId, text, kind: "done", ...options };
  const others = notices.value.filter((each) => each.text !== text);
  notices.value = [...others.slice(-2), notice];
  say(text);
  if (notice.kind !== "error") setTimeout(() => closeNotice(notice.id), visibleFor);
}

/** Removes the offers to undo the latest change. */
export function withdrawUndo(): void {
  notices.value = notices.value.filter(({ action }) => action?.label !== undoLabel);
}

/** Removes a message. */
export function closeNotice(id: number): void {
  notices.value = notices.value.filter((each) => each.id !== id);
}

/** Has screen readers say a sentence without showing it. */
export function say(text: string): void {
  // A space at the end makes the same sentence a change, so that it is read again.
  spoken.value = spoken.value === text ? `${text} ` : text;
}
