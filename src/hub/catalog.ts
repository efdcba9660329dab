/** An encoder on the Hugging Face hub that is known to work. */
export interface KnownEncoder {
  /** Its short name. */
  readonly name: string;
  /** Its repository on the hub: "owner/name". */
  readonly repository: string;
  /** One sentence for lists. */
  readonly description: string;
  readonly license: string;
  /** Length of a vector. */
  readonly dimensions: number;
  /** Approximate size of the download: the published number of parameters, four bytes each. */
  readonly bytes: number;
  /** Put before every text. Empty if the encoder was trained without a prefix, or if its files name the prefix. */
  readonly prefix: string;
}

/** Encoders that can be pulled by a short name. Any other one of the same layout is pulled as "owner/name". */
export const knownEncoders: readonly KnownEncoder[] = [
  {
    name: "bge-small-en-v1.5",
    repository: "BAAI/bge-small-en-v1.5",
    description: "English; the bundled encoder before quantisation.",
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

/** The origin of the bundled encoder. */
export const bundledOrigin = { repository: "BAAI/bge-small-en-v1.5", license: "MIT" };
