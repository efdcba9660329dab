/** A class, as it is stored. */
export interface StoredClass {
  readonly id: number;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly parent: number | null;
  readonly place: number;
}

/** What people give of a class. */
export interface ClassFields {
  readonly name: string;
  readonly description: string;
  readonly parent: number | null;
}
