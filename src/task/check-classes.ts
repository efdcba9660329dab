import { InputError, type InputPlace } from "../errors.ts";
import { quote } from "../files/quote.ts";
import type { ClassDefinition } from "./task.ts";
import { isBlank } from "./visible-text.ts";

/**
 * Checks the name of a class and returns it trimmed. Any text that is not empty is valid.
 * @throws InputError if it is not a string or is empty
 */
export function checkClassName(name: string, place?: InputPlace): string {
  if (typeof name !== "string") throw new InputError("The name of a class must be a string.", place);
  const trimmed = name.trim();
  if (trimmed === "") throw new InputError("The name of a class is empty; give each class a name.", place);
  return trimmed;
}

/**
 * Checks the description (prompt) of a class and returns it trimmed.
 * @throws InputError if it is not a string or has no visible character
 */
export function checkPrompt(name: string, prompt: string, place?: InputPlace): string {
  const whose = `The description (prompt) of the class ${quote(name)}`;
  if (typeof prompt !== "string") throw new InputError(`${whose} must be a string.`, place);
  const trimmed = prompt.trim();
  if (isBlank(trimmed)) throw new InputError(`${whose} is empty; describe what belongs to the class.`, place);
  return trimmed;
}

/**
 * Checks names and descriptions of classes and returns them trimmed.
 * @param placeOf returns the file and line of the class at a position
 * @throws InputError if a name or description is invalid, or two classes have one name
 */
export function checkDefinitions(
  classes: readonly ClassDefinition[],
  placeOf: (position: number) => InputPlace | undefined = () => undefined,
): ClassDefinition[] {
  const names = new Set<string>();
  return classes.map((definition, position) => {
    const place = placeOf(position);
    const name = checkClassName(definition.name, place);
    if (names.has(name)) {
      throw new InputError(
        `The class ${quote(name)} is given twice; give each class one description.`,
        place,
      );
    }
    names.add(name);
    const { prompt } = definition;
    return { ...definition, name, ...(prompt !== undefined && { prompt: checkPrompt(name, prompt, place) }) };
  });
}

/**
 * Checks classes as checkDefinitions does, and that there are at least two.
 * @throws InputError
 */
export function checkClasses(classes: readonly ClassDefinition[]): ClassDefinition[] {
  const checked = checkDefinitions(classes);
  if (checked.length === 0) throw new InputError("There are no classes; name at least two classes.");
  if (checked.length === 1) {
    throw new InputError(`There is only the class ${quote(checked[0].name)}; name at least two classes.`);
  }
  return checked;
}
