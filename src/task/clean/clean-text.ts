import { z } from "zod";
import { argumentError } from "../../errors.ts";
import { htmlText, isHtml } from "./html-text.ts";
import { withoutQuotedHistory } from "./quoted-history.ts";

/** What is removed from texts before they are read: "html" (tags, style sheets, scripts), "quotes" (the mails that a mail quotes). */
const cleanings = ["html", "quotes"] as const;
export type Cleaning = (typeof cleanings)[number];

/**
 * How texts are cleaned. "auto": "html" and "quotes", for texts that are clearly HTML. A list: these for every text; "html" still
 * only for texts that are HTML. An empty list: nothing.
 */
export type Clean = "auto" | readonly Cleaning[];

/** Stored models leave it out. */
export const defaultClean = "auto";

export const cleanSchema = z.union([z.literal("auto"), z.array(z.enum(cleanings))]);

/**
 * Cleans a text. A text of which nothing would be left is returned as it is.
 * @throws InputError if an argument is invalid
 * @example cleanText("<p>Where is my <b>parcel</b>?</p>", "auto"); // "Where is my parcel?"
 */
export function cleanText(text: string, clean: Clean): string {
  if (typeof text !== "string") throw argumentError("text", "a string", text);
  if (clean !== defaultClean && !cleanSchema.safeParse(clean).success) {
    throw argumentError("clean", '"auto", or a list of "html" and "quotes"', clean);
  }
  const chosen = clean === "auto" ? (isHtml(text) ? cleanings : []) : clean;
  if (chosen.length === 0) return text;
  const quotes = chosen.includes("quotes");
  const read = chosen.includes("html") && isHtml(text) ? visibleText(text, quotes) : text;
  return quotes ? withoutQuotedHistory(read) : read;
}

/** Returns examples with their texts cleaned. */
export function cleanExamples<T extends { readonly text: string }>(
  examples: readonly T[],
  clean: Clean,
): T[] {
  return examples.map((example) => ({ ...example, text: cleanText(example.text, clean) }));
}

function visibleText(html: string, quotes: boolean): string {
  return htmlText(html, { quotes }) || htmlText(html) || html;
}
