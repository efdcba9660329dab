/** What a model folder holds. docs/model-format.md says the same for readers in other languages. */

export const format = "pilesort-model";

/**
 * Raised with every change that an older reader would misread or refuse, a new key included. 2: examples without a
 * label belong to none of the classes, and generated ones may say who wrote them. 3: an adapter, which changes the
 * encoder. 4: where the encoder is, and how much of a text it reads. 5: a word model.
 */
export const formatVersions = [1, 2, 3, 4, 5] as const;

export type FormatVersion = (typeof formatVersions)[number];

/** Names the other files with their sizes and checksums; written last, read first. */
export const manifestName = "manifest.json";

/**
 * Parts that a model may lack. A file of such a presence is there exactly where the model has the part: the file holds
 * the part's tensors, model.json its config under `key`.
 */
const trained = { part: "fit", key: "fit" } as const;
const tuned = { part: "adapter", key: "tuning" } as const;
const withWords = { part: "words", key: "words" } as const;

/** The files that a manifest lists, and no others. */
export const layout = {
  "adapter.safetensors": { holds: "the numbers of the adapter", presence: tuned },
  "classes.json": { holds: "the classes with their descriptions (`prompt`), in order", presence: "always" },
  "examples.jsonl": { holds: "every example with its label and origin, in order", presence: "always" },
  "head.safetensors": { holds: "the numbers of the fit", presence: trained },
  "model.json": {
    holds: "identity of the encoder, metadata of the user, settings, values of fit, adapter and word model",
    presence: "always",
  },
  "words.safetensors": { holds: "the numbers of the word model", presence: withWords },
} as const;

export type LayoutFile = keyof typeof layout;

/** In the order of their names, by code units. */
export const layoutFiles = Object.keys(layout).sort() as LayoutFile[];

/** The files of the parts that a model may lack, each with its part of a Model and its key of model.json. */
export const partFiles = layoutFiles.flatMap((file) => {
  const { presence } = layout[file];
  return presence === "always" ? [] : [{ file, ...presence }];
});

/** The manifest has one short entry a file; anything larger is something else. */
export const maxManifestBytes = 64 * 1024;

/** Of one JSON text: classes.json, model.json, or one line of examples.jsonl. */
export const maxJsonBytes = 64 * 1024 * 1024;

/** Levels of nesting in any JSON here, so that no walk over it can exhaust the stack. */
export const maxJsonDepth = 100;

/** The bound that the safetensors project sets for its header. */
export const maxSafetensorsHeaderBytes = 100_000_000;

/** All files of a model together, where the caller gives no maxBytes. */
export const defaultMaxBytes = 2 * 1024 ** 3;
