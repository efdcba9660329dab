/** How many examples are requested. */
export interface GenerationSettings {
  /** Texts requested per class in the first round; default: 24. */
  readonly examplesPerClass: number;
  /** Maximum number of texts requested in one call; default: 12. */
  readonly examplesPerCall: number;
  /** Maximum number of real examples per class that requests show to the model; 0 shows none. Default: 3. */
  readonly shareExamples: number;
}

export const defaultGenerationSettings: GenerationSettings = {
  examplesPerClass: 24,
  examplesPerCall: 12,
  shareExamples: 3,
};

/** Returns the number of texts to request at the border to one rival class. */
export function borderExamples({ examplesPerClass, examplesPerCall }: GenerationSettings): number {
  return Math.min(Math.max(Math.round(examplesPerClass / 4), 1), examplesPerCall);
}

/** Maximum number of calls for out-of-scope texts: one per class up to this number. More cost more for tasks of many classes. */
export const maxOutOfScopeCalls = 40;
/** Texts per call for out-of-scope texts. With more, they repeat each other. */
export const outOfScopeExamples = 5;

/** Maximum number of rounds that request what is missing. More rounds pay for texts that are dropped again. */
export const maxRefills = 2;
