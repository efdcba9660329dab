import { enumerateNames } from "../../files/list-names.ts";
import { quote } from "../../files/quote.ts";
import type { OptionNaming } from "../../files/records.ts";
import { labelText } from "../labels/label-text.ts";

export interface LabelReading {
  /** Separator of several labels in one cell. */
  readonly labelSeparator?: string;
  /** Names of the classes. Of several labels, one is used if it alone is the name of a class. */
  readonly classes?: readonly string[];
  /** Whether the field was chosen by a name such as "tags", so that a cell may hold several labels. */
  readonly mayHoldSeveral?: boolean;
  readonly naming: OptionNaming;
}

/**
 * Returns the label in a field: a string, or a number or boolean as JSON writes it. Several labels are invalid, unless
 * exactly one of them is a known class.
 * @returns the label; "" if it is missing; or the reason why the row is invalid
 */
export function labelOf(value: unknown, reading: LabelReading): string | { readonly reason: string } {
  const labels = (Array.isArray(value) ? value : [value]).flatMap((each) => split(each, reading));
  const invalid = labels.find((label) => typeof label !== "string");
  if (invalid !== undefined) {
    return {
      reason: `has a label that is not a string (${shorten(JSON.stringify(invalid))}); put it in quotes.`,
    };
  }
  const texts = labels as string[];
  if (texts.length === 0) return "";
  if (texts.length > 1) return onlyKnown(texts, reading);
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

/** Returns the labels in a value as strings. A value that cannot be a label is returned as it is. */
function split(value: unknown, { labelSeparator }: LabelReading): unknown[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return [labelText(value) ?? value];
  const parts = labelSeparator ? value.split(labelSeparator) : [value];
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ""))];
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function onlyKnown(
  labels: readonly string[],
  { classes = [], naming }: LabelReading,
): string | { readonly reason: string } {
  const known = labels.filter((label) => classes.includes(label));
  if (known.length === 1) return known[0];
  const shown = enumerateNames(labels.map(quote));
  return {
    reason: `has ${labels.length} labels (${shown}), but a text can have only one; keep one, or leave such rows out with ${naming("onBadRow")} skip.`,
  };
}
