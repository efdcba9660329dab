import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { nameOfKeys } from "./key-names.ts";

/** One thing that a key does. `keys` are alternatives, as in "ctrl+z" or "j"; `shown` replaces them in the help. */
export interface Shortcut {
  readonly keys: readonly string[];
  readonly shown?: string;
  readonly does: string;
  readonly run: (event: KeyboardEvent) => void;
}

/** Shortcuts that belong together. The help lists each group under its name. */
export interface ShortcutGroup {
  readonly name: string;
  readonly shortcuts: readonly Shortcut[];
}

const storageKey = "pilesort-single-keys";

/** Groups in effect. A later group wins over an earlier one. */
export const shortcutGroups = signal<readonly ShortcutGroup[]>([]);

/** False if the user switched off shortcuts of a single key, which speech input can set off by accident. */
export const singleKeys = signal(localStorage.getItem(storageKey) !== "off");

/** Switches shortcuts of a single key on or off, and keeps the choice in this browser. */
export function allowSingleKeys(allowed: boolean): void {
  singleKeys.value = allowed;
  localStorage.setItem(storageKey, allowed ? "on" : "off");
}

/** Puts shortcuts in effect while the component is shown. */
export function useShortcuts(name: string, shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    const group = { name, shortcuts };
    shortcutGroups.value = [...shortcutGroups.peek(), group];
    return () => {
      shortcutGroups.value = shortcutGroups.peek().filter((each) => each !== group);
    };
  }, []);
}

/** Starts to run shortcuts on key presses anywhere in the page. */
export function listenForShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    const shortcut = shortcutFor(event);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.run(event);
  });
}

function shortcutFor(event: KeyboardEvent): Shortcut | undefined {
  const target = event.target as HTMLElement;
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return undefined;
  const pressed = nameOfKeys(event);
  if (target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) return undefined;
  if (["enter", "space"].includes(pressed) && target.closest("button, a, input, summary")) return undefined;
  if (!singleKeys.value && /^(shift\+)?[^+]$/.test(pressed)) return undefined;
  const all = [...shortcutGroups.value].reverse().flatMap((group) => group.shortcuts);
  return all.find((shortcut) => shortcut.keys.includes(pressed));
}
