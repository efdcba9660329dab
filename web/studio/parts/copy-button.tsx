import { useState } from "preact/hooks";
import { notify, say } from "../state/notices.ts";
import { Icon } from "./icon.tsx";

/** Time in milliseconds that the button says that it has copied. */
const saidFor = 2_000;

/** Copies a text to the clipboard. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      say(`Copied: ${what}.`);
      setTimeout(() => setCopied(false), saidFor);
    } catch {
      notify("The browser did not allow copying. Select the text and copy it by keyboard.", {
        kind: "error",
      });
    }
  };
  return (
    <button type="button" class="button quiet" onClick={copy} aria-label={`Copy ${what}`}>
      <Icon name={copied ? "check" : "copy"} />
      {copied ? "Copied" : "Copy"}
    </button>
  );
}
