import { signal } from "@preact/signals";

const isPhone = matchMedia("(max-width: 820px)");

/** Height in pixels of a row of texts. It must equal the height in text-table.css, and that of a phone in text-widths.css. */
const heightOf = (phone: boolean) => (phone ? 76 : 44);

/** The present height; it follows the width of the window. */
export const rowHeight = signal(heightOf(isPhone.matches));

isPhone.addEventListener("change", ({ matches }) => {
  rowHeight.value = heightOf(matches);
});
