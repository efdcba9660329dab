import { enumerateNames } from "../files/list-names.ts";
import { quote } from "../files/quote.ts";
import type { OptionNaming } from "../files/records.ts";
import { labelText } from "./label-value.ts";

export interface LabelReading {
  /** What stands between several labels in one cell. */
  readonly labelSeparator?: string;
  /** Classes that are known: of several labels, the only one that is among them is taken. */
  readonly classes?: readonly string[];
  /** Whether the field was found by a name such as "tags", so that several labels in a cell are likely. */
  readonly mayHoldSeveral?: boolean;
  readonly naming: OptionNaming;
}

/**
 * Returns the label that a field holds: a string, or a number or truth value as JSON writes it. A text has one label, so
 * several are rejected, unless exactly one of them is a known class.
 * @returns the label, "" if there is none, or the sentence that rejects the row
 */
export function labelOf(value: unknown, reading: LabelReading): string | { readonly reason: string } {
  const labels = (Array.isArray(value) ? value : [value]).flatMap((each) => split(each, reading));
  const wrong = labels.find((label) => typeof label !== "string");
  if (wrong !== undefined) {
    return { reason: `has a label that is no text (${shorten(JSON.stringify(wrong))}); put it in quotes.` };
  }
  const texts = labels as string[];
  if (texts.length === 0) return "";
  if (texts.length > 1) return oneOf(texts, reading);
  const { mayHoldSeveral = false, labelSeparator, naming, classes = [] } = reading;
  const [label] = texts;
  if (mayHoldSeveral && labelSeparator === undefined && /[,;|[]/.test(label) && !classes.includes(label)) {
    return {
      reason:
        `seems to have several labels (${quote(label)}); say what separates them with ${naming("labelSeparator")}, ` +
        `or name the field with ${naming("labelField")} to take each cell as one label.`,
    };
  }
  return label;
}

/** The labels in a value as texts; what is no label stays as it is. */
function split(value: unknown, { labelSeparator }: LabelReading): unknown[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return [labelText(value) ?? value];
  const parts = labelSeparator ? value.split(labelSeparator) : [value];
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ""))];
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function oneOf(
  labels: readonly string[],
  { classes = [], naming }: LabelReading,
): string | { readonly reason: string } {
  const known = labels.filter((label) => classes.includes(label));
  if (known.length === 1) return known[0];
  const shown = enumerateNames(labels.map(quote));
  return {
    reason: `has ${labels.length} labels (${shown}), and a text has one; keep one, or leave such rows out with ${naming("onBadRow")} skip.`,
  };
}
