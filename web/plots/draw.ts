import * as Plot from "@observablehq/plot";

/** Size and meaning of a plot. */
export interface DrawOptions {
  /** Width in CSS pixels. */
  readonly width: number;
}

/** Below this width labels are shortened and margins are small. */
const narrow = 520;

/** Returns whether a plot has the width of a phone. */
export function isNarrow({ width }: DrawOptions): boolean {
  return width < narrow;
}

/**
 * Draws a plot as one picture for screen readers. Its data must also be there as a table.
 * @param description what the plot shows, in a sentence
 */
export function draw(description: string, options: Plot.PlotOptions): HTMLElement | SVGElement {
  const element = Plot.plot({ ...options, ariaLabel: description }) as HTMLElement | SVGElement;
  // The parts of a picture have no role, so they must not have names.
  for (const part of element.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", description);
  return element;
}

/** Returns the width in CSS pixels that is kept for names, and the number of characters that fit. */
export function nameMargin(
  names: readonly (string | null)[],
  options: DrawOptions,
): { readonly margin: number; readonly characters: number } {
  const most = isNarrow(options) ? 15 : 34;
  const longest = names.reduce((length, name) => Math.max(length, nameOf(name).length), 0);
  const characters = Math.min(most, longest);
  return { margin: Math.ceil(characters * characterWidth) + 14, characters };
}

/** Mean width of a character in CSS pixels at the size of labels. */
export const characterWidth = 7.2;

/** Shortens a name to a number of characters. */
export function shortName(name: string | null, most: number): string {
  const shown = nameOf(name);
  const characters = [...shown];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : shown;
}

/** Returns the name of a class as it is shown. Null is "none of these classes". */
export function nameOf(name: string | null): string {
  return name === null ? "(none)" : name === "" ? "(empty)" : name;
}

/** Formats the tick of an axis: 0.8 gives "80 %". */
export function asPercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
