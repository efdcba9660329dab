/** Thrown if something was changed by somebody else since the caller read it. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
  /** Ids of what changed, so that the caller can show its present state. */
  readonly id: number;

  constructor(what: string, id: number) {
    super(
      `${what} was changed in the meantime, for example in another tab. Look at its present state, then try again.`,
    );
    this.id = id;
  }
}

/** Thrown if there is no project, class, text and so on with the given id. */
export class NotFoundError extends Error {
  override readonly name = "NotFoundError";
}

/** @throws NotFoundError if the row is undefined */
export function found<T>(row: T | undefined, what: string, id: number | string): T {
  if (row === undefined) throw new NotFoundError(`There is no ${what} ${id}; it may have been deleted.`);
  return row;
}

/** @throws ConflictError if the versions differ */
export function requireVersion(
  expected: number | undefined,
  row: { readonly version: number; readonly id: number },
  what: string,
): void {
  if (expected !== undefined && expected !== row.version) throw new ConflictError(what, row.id);
}
