/** What a model folder holds. docs/model-format.md says the same for readers in other languages. */

export const format = "pilesort-model";

/**
 * Raised with every change that an older reader would misread or refuse, a new key included. 2: examples without a
 * label belong to none of the classes, and generated ones may say who wrote them.
 */
export const formatVersions = [1, 2] as const;

export type FormatVersion = (typeof formatVersions)[number];

/** Names the other files with their sizes and checksums; written last, read first. */
export const manifestName = "manifest.json";

/** The files that a manifest lists, and no others; "trained": only where the model was trained. */
export const layout = {
  "classes.json": { holds: "the classes with their prompts, in order", presence: "always" },
  "examples.jsonl": { holds: "every example with its label and origin, in order", presence: "always" },
  "head.safetensors": { holds: "the numbers of the fit", presence: "trained" },
  "model.json": {
    holds: "the encoder's identity, the user's metadata, the fit's settings",
    presence: "always",
  },
} as const;

export type LayoutFile = keyof typeof layout;

/** In the order of their names, by code units. */
export const layoutFiles = Object.keys(layout).sort() as LayoutFile[];

/** The manifest has four short entries at most; anything larger is something else. */
export const maxManifestBytes = 64 * 1024;

/** Of one JSON text: classes.json, model.json, or one line of examples.jsonl. */
export const maxJsonBytes = 64 * 1024 * 1024;

/** Levels of nesting in any JSON here, so that no walk over it can exhaust the stack. */
export const maxJsonDepth = 100;

/** The bound that the safetensors project sets for its header. */
export const maxSafetensorsHeaderBytes = 100_000_000;

/** All files of a model together, where the caller gives no maxBytes. */
export const defaultMaxBytes = 2 * 1024 ** 3;
