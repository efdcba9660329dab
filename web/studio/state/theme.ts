import { effect, signal } from "@preact/signals";

/** Colours of the page. "system" follows the setting of the operating system. */
export type Theme = "system" | "light" | "dark";

const key = "pilesort-theme";

/** The chosen theme. It is kept in this browser. */
export const theme = signal<Theme>(storedTheme());

/** Applies the theme to the document whenever it changes. */
export function followTheme(): void {
  effect(() => {
    if (theme.value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
    try {
      localStorage.setItem(key, theme.value);
    } catch {
      // A browser that forbids storage forgets the choice at the next start.
    }
  });
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(key);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    return "system";
  }
}
