import { InputError, type InputPlace } from "../errors.ts";
import { quote } from "../files/quote.ts";
import type { ClassDefinition } from "./task.ts";
import { isBlank } from "./visible-text.ts";

/**
 * A class's name without blanks around it; any text will do that is not empty.
 * @throws InputError
 */
export function checkClassName(name: string, place?: InputPlace): string {
  if (typeof name !== "string") throw new InputError("The name of a class must be a string.", place);
  const trimmed = name.trim();
  if (trimmed === "") throw new InputError("The name of a class is empty; give each class a name.", place);
  return trimmed;
}

/**
 * A class's prompt without blanks around it.
 * @throws InputError where it is empty
 */
export function checkPrompt(name: string, prompt: string, place?: InputPlace): string {
  const whose = `The prompt of the class ${quote(name)}`;
  if (typeof prompt !== "string") throw new InputError(`${whose} must be a string.`, place);
  const trimmed = prompt.trim();
  if (isBlank(trimmed)) throw new InputError(`${whose} is empty; describe what belongs to the class.`, place);
  return trimmed;
}

/**
 * Classes with names and prompts checked and without blanks around them.
 * @param placeOf where the class at this position was given
 * @throws InputError where a name or prompt is empty, or a name is given twice
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
      throw new InputError(`The class ${quote(name)} is given twice; give each class one prompt.`, place);
    }
    names.add(name);
    const { prompt } = definition;
    return { ...definition, name, ...(prompt !== undefined && { prompt: checkPrompt(name, prompt, place) }) };
  });
}

/**
 * Checks that classes can be told apart: two at least, each with a name of its own.
 * @returns the classes, names and prompts without blanks around them.
 * @throws InputError
 */
export function checkClasses(classes: readonly ClassDefinition[]): ClassDefinition[] {
  const checked = checkDefinitions(classes);
  if (checked.length === 0) throw new InputError("There are no classes; name two classes at least.");
  if (checked.length === 1) {
    throw new InputError(`There is only the class ${quote(checked[0].name)}; name two classes at least.`);
  }
  return checked;
}
