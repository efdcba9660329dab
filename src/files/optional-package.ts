import { InputError, type InputPlace } from "../errors.ts";

/**
 * Loads a package that pilesort does not install itself.
 * @param load imports the packages
 * @param packages their names
 * @param use what the packages do for the place, as the message says it; default: "is read with"
 * @throws InputError with the command that installs the packages, if one is not installed or cannot be loaded
 */
export async function loadOptionalPackage<Package>(
  load: () => Promise<Package>,
  packages: readonly string[],
  place: InputPlace,
  use = "is read with",
): Promise<Package> {
  try {
    return await load();
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    const fact = isMissing ? "is not installed" : "cannot be loaded";
    const need =
      packages.length > 1
        ? `the packages ${packages.join(" and ")}, one of which`
        : `the package ${packages[0]}, which`;
    throw new InputError(`${use} ${need} ${fact}; run "npm install ${packages.join(" ")}" beside pilesort.`, {
      ...place,
      cause,
    });
  }
}

/**
 * Throws an error again. Every import() of an optional package ends in `.catch(rethrow)`: without a catch, bundlers
 * reject the import of a package that is not installed.
 */
export function rethrow(error: unknown): never {
  throw error;
}
