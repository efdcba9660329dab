/** The part of a KeyboardEvent that names it. */
export interface PressedKeys {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Names the pressed keys as shortcuts do: "ctrl+shift+z", "arrowdown", "?". The Command key counts as Ctrl. */
export function nameOfKeys(event: PressedKeys): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  const isSign = key.length === 1 && !/[a-z0-9]/.test(key);
  return [
    event.ctrlKey || event.metaKey ? "ctrl+" : "",
    event.altKey ? "alt+" : "",
    event.shiftKey && !isSign ? "shift+" : "",
    key,
  ].join("");
}
