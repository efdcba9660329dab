import { type OptionSpec, UsageError } from "./command.ts";
import { isFileOfNames, parseObject } from "./name-map.ts";

/** Flags for labels that are not the name of a class. */
export const labelOptions: readonly OptionSpec[] = [
  {
    flags: "--label-map <mappings...>",
    description:
      'rename labels of the data: "old=new", a JSON object, or a .json or .yaml file with one; "old=" removes the label',
  },
  {
    flags: "--accept-new-labels",
    description: "accept labels as new classes even if they are numbers or nearly equal to a class name",
  },
];

/** Values of these flags. */
export interface LabelFlags {
  readonly labelMap?: readonly string[];
  readonly acceptNewLabels?: boolean;
}

/**
 * Reads all values of --label-map. If a label occurs twice, the later entry wins.
 * @throws UsageError, InputError
 */
export async function readLabelMap(
  values: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const entries: [string, string][] = [];
  for (const value of values) {
    if (isFileOfNames(value)) {
      const { readNameMap } = await import("../index.ts");
      entries.push(...checkNames(await readNameMap(value), value));
    } else if (value.trimStart().startsWith("{")) {
      entries.push(...checkNames(parseObject(value, "--label-map"), value));
    } else entries.push(parsePair(value));
  }
  return Object.fromEntries(entries);
}

/** Returns the --label-map option for one mapping, as the user can type it. */
export function mappingText(label: string, name: string): string {
  const isPair = ![label, name].some((each) => each.includes("="));
  return `--label-map ${isPair ? JSON.stringify(`${label}=${name}`) : `'${JSON.stringify({ [label]: name })}'`}`;
}

function checkNames(names: Readonly<Record<string, unknown>>, given: string): [string, string][] {
  return Object.entries(names).map(([label, name]) => {
    if (name === null) return [label, ""];
    if (["string", "number", "boolean"].includes(typeof name)) return [label, String(name)];
    throw new UsageError(
      `The option --label-map must map each label to a name; ${JSON.stringify(label)} in ${JSON.stringify(given)} has no name.`,
    );
  });
}

function parsePair(value: string): [string, string] {
  const parts = value.split("=");
  if (parts.length === 2) return [parts[0].trim(), parts[1].trim()];
  const why =
    parts.length === 1
      ? "does not contain ="
      : "has more than one =; write names that contain = as a JSON object";
  throw new UsageError(
    `The option --label-map takes "old=new", a JSON object or a file; ${JSON.stringify(value)} ${why}.`,
  );
}
