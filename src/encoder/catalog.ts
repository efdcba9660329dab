/** An encoder on the Hugging Face hub that is known to work. */
export interface KnownModel {
  /** What the user calls it. */
  readonly name: string;
  /** Its repository on the hub. */
  readonly repository: string;
  /** Put before every text, where the model was trained with one and its files do not say so. */
  readonly prefix: string;
  /** For a reader. */
  readonly description: string;
}

/** Encoders that can be downloaded by a short name; any other of the same layout goes by "owner/repository". */
export const knownModels: readonly KnownModel[] = [
  {
    name: "bge-small-en-v1.5",
    repository: "BAAI/bge-small-en-v1.5",
    prefix: "",
    description: "English, 384 dimensions: the bundled encoder in full precision.",
  },
  {
    name: "bge-base-en-v1.5",
    repository: "BAAI/bge-base-en-v1.5",
    prefix: "",
    description: "English, 768 dimensions: slower and more exact than the bundled encoder.",
  },
  {
    name: "all-MiniLM-L6-v2",
    repository: "sentence-transformers/all-MiniLM-L6-v2",
    prefix: "",
    description: "English, 384 dimensions, half as deep as the bundled encoder.",
  },
  {
    name: "multilingual-e5-small",
    repository: "intfloat/multilingual-e5-small",
    prefix: "query: ",
    description: "About 100 languages, 384 dimensions.",
  },
];
