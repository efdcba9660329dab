import { type Theme, theme } from "../state/theme.ts";
import { Icon } from "./icon.tsx";

const next: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const icons = { system: "system", light: "sun", dark: "moon" } as const;

/** Switches between the colours of the system, light and dark. */
export function ThemeSwitch() {
  const label = `Colours: ${theme.value}. Change to ${next[theme.value]}.`;
  return (
    <button
      type="button"
      class="button quiet square"
      aria-label={label}
      title={label}
      onClick={() => {
        theme.value = next[theme.value];
      }}
    >
      <Icon name={icons[theme.value]} />
    </button>
  );
}
