import { InputError, type InputPlace } from "../errors.ts";

/** An optional package, and what it is needed for. */
export interface PackageNeed {
  /** The names to install, separated by blanks. */
  readonly packages: string;
  /** What cannot be read without it: "An .xlsx file". */
  readonly what: string;
}

/**
 * Loads a package that pilesort does not install itself.
 * @param load imports the package
 * @throws InputError with the command to run, if the package is absent or cannot be loaded
 */
export async function loadOptionalPackage<Package>(
  load: () => Promise<Package>,
  { packages, what }: PackageNeed,
  place: InputPlace,
): Promise<Package> {
  try {
    return await load();
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    const fact = isMissing ? "is not installed" : "cannot be loaded";
    const need = packages.includes(" ")
      ? `the packages ${packages}, one of which`
      : `the package ${packages}, which`;
    throw new InputError(
      `${what} is read with ${need} ${fact}; run "npm install ${packages}" beside pilesort.`,
      { ...place, cause },
    );
  }
}
