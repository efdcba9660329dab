import { nameOf } from "../plots/draw.ts";

/** Control characters other than tab and line breaks. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to make visible.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/gu;

/** Replaces control characters by symbols that can be seen. */
export function visible(text: string): string {
  return text.replaceAll(controls, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}

/** Shows a text of the user. Its direction does not change the text around it. */
export function shownText(text: string) {
  return <bdi>{visible(text)}</bdi>;
}

/** Shows the name of a class. */
export function ClassName({ label }: { readonly label: string | null }) {
  return (
    <bdi class={label === null ? "class-name none" : "class-name"}>{breakable(visible(nameOf(label)))}</bdi>
  );
}

/** Allows line breaks after underscores, slashes and dots. */
function breakable(name: string) {
  return name.split(/(?<=[_/.])/).flatMap((part, i) => (i === 0 ? [part] : [<wbr key={i} />, part]));
}
