/** Similar classes of a task with many classes, for readers. Groups have no effect on answers. */
export interface ClassGroup {
  /** Up to three words that are more common in the names of these classes than in those of others. No two groups share a name. */
  readonly name: string;
  /** Names of its classes, the most typical first. */
  readonly classes: readonly string[];
}
