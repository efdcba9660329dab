/** An encoder on the Hugging Face hub that is known to work. */
export interface KnownEncoder {
  /** What the user calls it. */
  readonly name: string;
  /** Its repository on the hub. */
  readonly repository: string;
  readonly description: string;
  readonly license: string;
  readonly dimensions: number;
  /** About how much is downloaded: the published number of parameters, four bytes each. */
  readonly bytes: number;
  /** Put before every text, where the model was trained with one and its files do not say so. */
  readonly prefix: string;
}

/** Encoders that can be downloaded by a short name; any other of the same layout goes by "owner/repository". */
export const knownEncoders: readonly KnownEncoder[] = [
  {
    name: "bge-small-en-v1.5",
    repository: "BAAI/bge-small-en-v1.5",
    description: "English; the bundled encoder before it was quantised.",
    license: "MIT",
    dimensions: 384,
    bytes: 133e6,
    prefix: "",
  },
  {
    name: "bge-base-en-v1.5",
    repository: "BAAI/bge-base-en-v1.5",
    description: "English; larger, slower and better than the bundled encoder.",
    license: "MIT",
    dimensions: 768,
    bytes: 436e6,
    prefix: "",
  },
  {
    name: "all-MiniLM-L6-v2",
    repository: "sentence-transformers/all-MiniLM-L6-v2",
    description: "English; half as deep as the bundled encoder.",
    license: "Apache-2.0",
    dimensions: 384,
    bytes: 91e6,
    prefix: "",
  },
  {
    name: "multilingual-e5-small",
    repository: "intfloat/multilingual-e5-small",
    description: "About 100 languages.",
    license: "MIT",
    dimensions: 384,
    bytes: 471e6,
    prefix: "query: ",
  },
];

/** Where the bundled encoder comes from. */
export const bundledOrigin = { repository: "BAAI/bge-small-en-v1.5", license: "MIT" };
