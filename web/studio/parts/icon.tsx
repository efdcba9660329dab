/** Drawings of 16 by 16 units, as paths without fill. */
const paths = {
  back: "M10 3 5 8l5 5",
  changes: "M2 5h10M9 2l3 3-3 3M14 11H4M7 8l-3 3 3 3",
  check: "m3 8.5 3.2 3.2L13 5",
  chevron: "m4 6 4 4 4-4",
  close: "m4 4 8 8M12 4l-8 8",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M3 13.5h10",
  examples: "M3 3h10v4H3zM3 9h10v4H3z",
  hard: "M4 14V3M4 3h8l-2 3 2 3H4",
  help: "M6 6.2a2 2 0 1 1 2.8 1.9c-.5.3-.8.6-.8 1.2M8 11.6v.1M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
  pin: "M8 10v4.5M5 2.5h6M6 2.5v3.8L4 10h8l-2-3.7V2.5",
  plus: "M8 3v10M3 8h10",
  quality: "M3 13V8M8 13V3M13 13v-7",
  redo: "M11 3l3 3-3 3M14 6H6a4 4 0 0 0 0 8h3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4 14 14",
  sort: "M2 4h12M2 8h8M2 12h5",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13",
  system: "M2 3h12v8H2zM5.5 14h5M8 11v3",
  trash: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 9h5.8l.6-9M6.8 7v4M9.2 7v4",
  undo: "M5 3 2 6l3 3M2 6h8a4 4 0 0 1 0 8H7",
  versions: "M8 2 2 5l6 3 6-3zM2 8l6 3 6-3M2 11l6 3 6-3",
  warning: "M8 2 1.5 13.5h13zM8 6.5v3.2M8 11.6v.1",
} as const;

export type IconName = keyof typeof paths;

/** Draws a symbol in the colour of the text beside it. It is hidden from screen readers; the button names itself. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
