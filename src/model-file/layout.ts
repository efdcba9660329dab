/** The contents of a model folder. docs/model-format.md describes the same for readers in other languages. */

export const format = "pilesort-model";

/**
 * Raised with every change that an older reader would misread or refuse, a new key included. 2: examples without a
 * label belong to none of the classes, and generated ones may say who wrote them. 3: an adapter, which changes the
 * encoder. 4: where the encoder is, and how much of a text it reads. 5: a word model, held-out answers, corrections,
 * vectors of the latest examples, the model card, and what generation cost.
 */
export const formatVersions = [1, 2, 3, 4, 5] as const;

export type FormatVersion = (typeof formatVersions)[number];

/** Lists the other files with their sizes and checksums. It is written last and read first. */
export const manifestName = "manifest.json";

/**
 * Optional parts of a model. If the model has the part, a file holds its tensors, and model.json holds its config under
 * `key`. If not, both are absent.
 */
const trained = { part: "fit", key: "fit" } as const;
const tuned = { part: "adapter", key: "tuning" } as const;
const withWords = { part: "words", key: "words" } as const;
const corrected = { part: "corrections", key: "corrections" } as const;
const embedded = { part: "vectors", key: "vectors" } as const;

/** The files that a manifest lists, and no others. */
export const layout = {
  "adapter.safetensors": { holds: "the numbers of the adapter", presence: tuned },
  "card.md": {
    holds: "the model card: what the model is made of and how good it is, for people",
    presence: "optional",
  },
  "classes.json": { holds: "the classes with their descriptions (`prompt`), in order", presence: "always" },
  "corrections.safetensors": { holds: "vectors and scores of the corrected texts", presence: corrected },
  "examples.jsonl": { holds: "every example with its label and origin, in order", presence: "always" },
  "head.safetensors": { holds: "the numbers of the fit", presence: trained },
  "model.json": {
    holds: "identity of the encoder, metadata of the user, settings, values of the other parts",
    presence: "always",
  },
  "vectors.safetensors": { holds: "vectors of the latest examples", presence: embedded },
  "words.safetensors": { holds: "the numbers of the word model", presence: withWords },
} as const;

export type LayoutFile = keyof typeof layout;

/** In the order of their names, by code units. */
export const layoutFiles = Object.keys(layout).sort() as LayoutFile[];

/** The files of the optional parts, each with its property of Model and its key in model.json. */
export const partFiles = layoutFiles.flatMap((file) => {
  const { presence } = layout[file];
  return typeof presence === "string" ? [] : [{ file, ...presence }];
});

/** Whether a tensor of the fit holds held-out answers. */
export function isHeldOutTensor(name: string): boolean {
  return name.startsWith("heldOut.");
}

/** The file of the model card: Markdown. */
export const cardName = "card.md";

/** Whether a tensor of the fit is of a classifier with several labels per text. */
export function isLabelSetTensor(name: string): boolean {
  return name.startsWith("labels.");
}

/** Maximum size of the manifest. It has one short entry per file, so a larger file is not a manifest. */
export const maxManifestBytes = 64 * 1024;

/** Maximum size of one JSON text: classes.json, model.json, or one line of examples.jsonl. */
export const maxJsonBytes = 64 * 1024 * 1024;

/** Maximum size of the model card. A card is a few pages per hundred classes, so a larger file is not a card. */
export const maxCardBytes = 16 * 1024 * 1024;

/** Maximum levels of nesting in JSON. Recursive functions over deeper JSON could exhaust the stack. */
export const maxJsonDepth = 100;

/** Maximum size of a safetensors header, as in the reference implementation. */
export const maxSafetensorsHeaderBytes = 100_000_000;

/** Maximum size of all files of a model together, if the caller sets no maxBytes. */
export const defaultMaxBytes = 2 * 1024 ** 3;
