import { loadModel } from "../../model-file/load.ts";
import { restoreTrained } from "../../trained-model/stored-model.ts";
import { checkPath } from "../check-arguments.ts";
import { writeCard } from "./card-text.ts";
import { makeCard } from "./make-card.ts";
import type { ModelCard } from "./model-card.ts";

/** A model card as data and as Markdown. */
export interface ReadModelCard {
  readonly card: ModelCard;
  /** The file card.md of the folder; made now if the model is older than format 5. */
  readonly markdown: string;
}

/**
 * Reads the card of a saved model. The encoder is not opened.
 * @param path the model folder
 * @throws ModelFileError as Classifier.load, but a missing encoder does not matter
 * @example
 * const { card, markdown } = await readModelCard("models/mail");
 * card.figures[0]; // { name: "accuracy", value: 0.93, rows: 512, source: "Distinct examples of the model, ..." }
 */
export async function readModelCard(path: string): Promise<ReadModelCard> {
  checkPath(path);
  const model = await loadModel(path);
  const card = makeCard(model, restoreTrained(model, path));
  return { card, markdown: model.card ?? writeCard(card) };
}
