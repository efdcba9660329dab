import { ClassNames, isNumberLabel } from "./class-names.ts";
import { isMissingLabel } from "./missing-label.ts";
import { spellingDifference, visibleName } from "./near-labels.ts";

type Verdict =
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "missing" }
  | {
      readonly kind: "near";
      readonly nearest: string;
      readonly difference?: string;
      readonly mappedTo?: string;
    }
  | { readonly kind: "number" };

/** What becomes of a label, and how many rows have it. */
export type LabelVerdict = Verdict & { readonly rows: number };

/** A label that is not the name of a known class, and how many rows have it. */
export interface NewLabel {
  readonly name: string;
  readonly rows: number;
}

export interface LabelVerdicts {
  readonly byLabel: ReadonlyMap<string, LabelVerdict>;
  readonly newLabels: readonly NewLabel[];
  /** Groups of new labels that are nearly the same. */
  readonly twins: readonly (readonly NewLabel[])[];
  /** Labels in the map that no row has. */
  readonly unusedMappings: readonly string[];
}

interface Rules {
  readonly classes: readonly string[] | ClassNames;
  readonly labelMap?: Readonly<Record<string, string>>;
  readonly acceptNewLabels?: boolean;
}

/** Pairs of names compared letter by letter. Beyond it only spellings are compared, since this takes a second or so. */
const maxComparisons = 3_000_000;

/**
 * Decides what becomes of each label.
 * @param counts the number of rows per label, in the order of the rows
 */
export function judgeLabels(counts: ReadonlyMap<string, number>, rules: Rules): LabelVerdicts {
  const map = new Map(Object.entries(rules.labelMap ?? {}));
  const { classes } = rules;
  const known = classes instanceof ClassNames ? classes : new ClassNames(classes);
  const judging = {
    isComparable: known.size * counts.size <= maxComparisons,
    acceptNewLabels: rules.acceptNewLabels,
  };
  const byLabel = new Map<string, LabelVerdict>();
  const fresh = new Map<string, number>();
  const used = new Set<string>();
  for (const [label, rows] of counts) {
    const mapping = [label, label.trim(), visibleName(label)].find((each) => map.has(each));
    if (mapping !== undefined) used.add(mapping);
    const mapped = mapping === undefined ? undefined : map.get(mapping)?.trim();
    const verdict =
      mapped === undefined ? judge(label.trim(), known, judging) : judgeMapped(label, mapped, known, judging);
    byLabel.set(label, { ...verdict, rows });
    if (verdict.kind === "class" && !known.has(verdict.name)) {
      fresh.set(verdict.name, (fresh.get(verdict.name) ?? 0) + rows);
    }
  }
  const newLabels = [...fresh].map(([name, rows]) => ({ name, rows }));
  return {
    byLabel,
    newLabels,
    twins: rules.acceptNewLabels ? [] : twinsAmong(newLabels.filter(({ name }) => !isMappedTo(name, map))),
    unusedMappings: [...map.keys()].filter((label) => !used.has(label)),
  };
}

interface Judging {
  readonly isComparable: boolean;
  readonly acceptNewLabels?: boolean;
}

function judge(name: string, known: ClassNames, { isComparable, acceptNewLabels }: Judging): Verdict {
  if (known.has(name)) return { kind: "class", name };
  const twin = known.spelling(name);
  if (twin === undefined && isMissingLabel(name)) return { kind: "missing" };
  if (acceptNewLabels) return { kind: "class", name };
  const nearest = twin ?? (isComparable ? known.nearest(name) : undefined);
  if (nearest !== undefined) return { kind: "near", nearest, difference: spellingDifference(name, nearest) };
  return isNumberLabel(name) && known.areWords ? { kind: "number" } : { kind: "class", name };
}

/** A label that is mapped to itself is accepted. A map may have typing errors too. */
function judgeMapped(label: string, name: string, known: ClassNames, judging: Judging): Verdict {
  if (name === "") return { kind: "missing" };
  if (name === label.trim()) return { kind: "class", name };
  const verdict = judge(name, known, judging);
  return verdict.kind === "near" ? { ...verdict, mappedTo: name } : { kind: "class", name };
}

function isMappedTo(name: string, map: ReadonlyMap<string, string>): boolean {
  return map.get(name)?.trim() === name;
}

/** Groups of labels that are spellings or typing errors of each other, the label with most rows first. */
function twinsAmong(labels: readonly NewLabel[]): NewLabel[][] {
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
