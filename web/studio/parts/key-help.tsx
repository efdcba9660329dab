import { signal } from "@preact/signals";
import { allowSingleKeys, type Shortcut, shortcutGroups, singleKeys } from "../state/keys.ts";
import { Dialog } from "./dialog.tsx";

/** True while the list of shortcuts is shown. */
export const keyHelpOpen = signal(false);

/** Lists the shortcuts in effect, group by group. */
export function KeyHelp() {
  if (!keyHelpOpen.value) return null;
  const close = () => {
    keyHelpOpen.value = false;
  };
  return (
    <Dialog title="Keys" onClose={close}>
      {[...shortcutGroups.value].reverse().map(({ name, shortcuts }) => (
        <section key={name} class="keys">
          <h3>{name}</h3>
          <dl>
            {shortcuts.map((shortcut) => (
              <div key={shortcut.does}>
                <dt>
                  {shownKeys(shortcut).map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{shortcut.does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label class="check">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => allowSingleKeys(event.currentTarget.checked)}
        />
        Single keys are shortcuts. Switch this off if you dictate.
      </label>
    </Dialog>
  );
}

function shownKeys({ keys, shown }: Shortcut): readonly string[] {
  return shown === undefined ? keys.slice(0, 2).map(keyLabel) : shown.split(" ");
}

const labels: Readonly<Record<string, string>> = {
  arrowdown: "↓",
  arrowup: "↑",
  pagedown: "Page ↓",
  pageup: "Page ↑",
  space: "Space",
  enter: "Enter",
  escape: "Esc",
};

function keyLabel(keys: string): string {
  return keys
    .split("+")
    .map((key) => labels[key] ?? (key.length > 1 ? key[0].toUpperCase() + key.slice(1) : key))
    .join(" + ");
}
