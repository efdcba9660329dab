import { argilla, argillaFlat, argillaLegacy } from "./argilla.ts";
import { doccano, spacy } from "./doccano.ts";
import type { Fields, LabelingExport } from "./exported-record.ts";
import { labelStudio, labelStudioMinimal } from "./label-studio.ts";
import { prodigy } from "./prodigy.ts";

/** The known tools, those with the most distinctive fields first. */
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
 * Finds the labelling tool that wrote a file by the fields of a record. A file of `{"text", "label": "a class"}` is not
 * recognized as an export.
 * @param fields the first record of the file; later records are read in the same way
 */
export function recognizeExport(fields: Fields): LabelingExport | undefined {
  return tools.find((tool) => tool.matches(fields));
}

/** Returns the notice "read as an export of doccano: the text is text, ...". */
export function exportSentence({ tool, places }: LabelingExport): string {
  return `read as an export of ${tool}: ${places}`;
}
