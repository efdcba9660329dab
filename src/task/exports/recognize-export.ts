import { argilla, argillaFlat, argillaLegacy } from "./argilla.ts";
import { doccano, spacy } from "./doccano.ts";
import type { Fields, LabelingExport } from "./exported-record.ts";
import { labelStudio, labelStudioMinimal } from "./label-studio.ts";
import { prodigy } from "./prodigy.ts";

/** The tools that are known, the ones with the most particular fields first. */
const tools: readonly LabelingExport[] = [
  labelStudio,
  argilla,
  labelStudioMinimal,
  argillaLegacy,
  argillaFlat,
  prodigy,
  spacy,
  doccano,
];

/**
 * Finds the labelling tool that wrote a file by the names of a record's fields. A file of `{"text", "label": "a class"}`
 * is of no tool.
 * @param fields a record; later records of the file are read in the same way
 */
export function recognizeExport(fields: Fields): LabelingExport | undefined {
  return tools.find((tool) => tool.matches(fields));
}

/** Says as what a file is read: "read as an export of doccano: the text is text, ...". */
export function exportSentence({ tool, places }: LabelingExport): string {
  return `read as an export of ${tool}: ${places}`;
}
