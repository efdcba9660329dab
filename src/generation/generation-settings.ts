/** How much is written. */
export interface GenerationSettings {
  /** Texts asked for each class in the first round. */
  readonly examplesPerClass: number;
  /** Texts asked for in one call at most. */
  readonly examplesPerCall: number;
  /** Real rows of a class that are shown to the model at most; 0 shows none. */
  readonly shareExamples: number;
}

export const defaultGenerationSettings: GenerationSettings = {
  examplesPerClass: 24,
  examplesPerCall: 12,
  shareExamples: 3,
};

/** Texts asked for at the border to one rival. */
export function borderExamples({ examplesPerClass, examplesPerCall }: GenerationSettings): number {
  return Math.min(Math.max(Math.round(examplesPerClass / 4), 1), examplesPerCall);
}

/** Texts that belong to none: as many calls as classes, up to this many calls, of so many texts each. */
export const maxOutOfScopeCalls = 40;
export const outOfScopeExamples = 5;

/** Rounds that ask again for what is missing, at most. */
export const maxRefills = 2;
