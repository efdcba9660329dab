import { ClassNames, isNumberLabel } from "./class-names.ts";
import { isMissingLabel } from "./missing-label.ts";
import { spellingDifference, visibleName } from "./near-labels.ts";

/**
 * What a label stands for: a class, known or new ("class"); no label ("missing"); probably a misspelled class ("near");
 * a number although the classes have names ("number"); or a node of a hierarchy that has classes below it ("inner"). The
 * last three are rejected.
 */
type Resolution =
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "missing" }
  | {
      readonly kind: "near";
      readonly nearest: string;
      readonly difference?: string;
      readonly mappedTo?: string;
    }
  | { readonly kind: "number" }
  | { readonly kind: "inner" };

/** What a label stands for, and the number of rows that have it. */
export type LabelResolution = Resolution & { readonly rows: number };

/** A label that is not the name of a known class, and the number of rows that have it. */
export interface NewLabel {
  readonly name: string;
  readonly rows: number;
}

export interface ResolvedLabels {
  readonly byLabel: ReadonlyMap<string, LabelResolution>;
  readonly newLabels: readonly NewLabel[];
  /** Groups of new labels with nearly the same name. */
  readonly similarLabels: readonly (readonly NewLabel[])[];
  /** Labels in `labelMap` that no row has. */
  readonly unusedMappings: readonly string[];
}

interface Rules {
  readonly classes: readonly string[] | ClassNames;
  readonly labelMap?: Readonly<Record<string, string>>;
  readonly acceptNewLabels?: boolean;
}

/**
 * Maximum number of pairs of names that are compared for typing errors, about a second's work. Above it only spellings
 * are compared.
 */
const maxComparisons = 3_000_000;

/**
 * Decides what each label stands for.
 * @param counts the number of rows per label, in the order of the rows
 */
export function resolveLabels(counts: ReadonlyMap<string, number>, rules: Rules): ResolvedLabels {
  const map = new Map(Object.entries(rules.labelMap ?? {}));
  const { classes } = rules;
  const known = classes instanceof ClassNames ? classes : new ClassNames(classes);
  const settings = {
    isComparable: known.size * counts.size <= maxComparisons,
    acceptNewLabels: rules.acceptNewLabels,
  };
  const byLabel = new Map<string, LabelResolution>();
  const added = new Map<string, number>();
  const used = new Set<string>();
  for (const [label, rows] of counts) {
    const mapping = [label, label.trim(), visibleName(label)].find((each) => map.has(each));
    if (mapping !== undefined) used.add(mapping);
    const mapped = mapping === undefined ? undefined : map.get(mapping)?.trim();
    const resolution =
      mapped === undefined
        ? resolve(label.trim(), known, settings)
        : resolveMapped(label, mapped, known, settings);
    byLabel.set(label, { ...resolution, rows });
    if (resolution.kind === "class" && !known.has(resolution.name)) {
      added.set(resolution.name, (added.get(resolution.name) ?? 0) + rows);
    }
  }
  const newLabels = [...added].map(([name, rows]) => ({ name, rows }));
  return {
    byLabel,
    newLabels,
    similarLabels: rules.acceptNewLabels
      ? []
      : similarGroups(newLabels.filter(({ name }) => !isMappedTo(name, map))),
    unusedMappings: [...map.keys()].filter((label) => !used.has(label)),
  };
}

interface Settings {
  readonly isComparable: boolean;
  readonly acceptNewLabels?: boolean;
}

function resolve(name: string, known: ClassNames, { isComparable, acceptNewLabels }: Settings): Resolution {
  if (known.has(name)) return { kind: "class", name };
  if (known.isInnerNode(name)) return { kind: "inner" };
  const leaf = known.withLastPart(name);
  if (leaf !== undefined) return { kind: "class", name: leaf };
  const respelled = known.spelling(name);
  if (respelled === undefined && isMissingLabel(name)) return { kind: "missing" };
  if (acceptNewLabels) return { kind: "class", name };
  const nearest = respelled ?? (isComparable ? known.nearest(name) : undefined);
  if (nearest !== undefined) return { kind: "near", nearest, difference: spellingDifference(name, nearest) };
  return isNumberLabel(name) && known.areWords ? { kind: "number" } : { kind: "class", name };
}

/**
 * Resolves a label that `labelMap` maps. A label that is mapped to itself is accepted. The map may have typing errors
 * too.
 */
function resolveMapped(label: string, name: string, known: ClassNames, settings: Settings): Resolution {
  if (name === "") return { kind: "missing" };
  if (name === label.trim()) return { kind: "class", name };
  const resolution = resolve(name, known, settings);
  return resolution.kind === "near" ? { ...resolution, mappedTo: name } : { kind: "class", name };
}

function isMappedTo(name: string, map: ReadonlyMap<string, string>): boolean {
  return map.get(name)?.trim() === name;
}

/** Groups labels that are probably spellings or typing errors of each other. The label with the most rows is first. */
function similarGroups(labels: readonly NewLabel[]): NewLabel[][] {
  const names = new ClassNames();
  const isComparable = labels.length ** 2 <= maxComparisons;
  const groups = new Map<string, NewLabel[]>();
  for (const label of [...labels].sort((a, b) => b.rows - a.rows)) {
    const first = names.spelling(label.name) ?? (isComparable ? names.nearest(label.name) : undefined);
    const group = first === undefined ? undefined : groups.get(first);
    if (group) group.push(label);
    else {
      groups.set(label.name, [label]);
      names.add(label.name);
    }
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
