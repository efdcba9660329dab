import { isMissingLabel } from "./missing-label.ts";
import { areNearKeys, labelKey, spellingDifference, visibleName } from "./near-labels.ts";

type Verdict =
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "missing" }
  | { readonly kind: "near"; readonly nearest: string; readonly difference: string | undefined }
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
  readonly classes: readonly string[];
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
  const known = new KnownNames(rules.classes, counts.size);
  const byLabel = new Map<string, LabelVerdict>();
  const fresh = new Map<string, number>();
  const used = new Set<string>();
  for (const [label, rows] of counts) {
    const mapping = [label, label.trim(), visibleName(label)].find((each) => map.has(each));
    if (mapping !== undefined) used.add(mapping);
    const verdict = judge(label, mapping === undefined ? undefined : map.get(mapping)?.trim(), known, rules);
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

function judge(
  label: string,
  mapped: string | undefined,
  known: KnownNames,
  { acceptNewLabels }: Rules,
): Verdict {
  if (mapped !== undefined) return mapped === "" ? { kind: "missing" } : { kind: "class", name: mapped };
  const name = label.trim();
  if (known.has(name)) return { kind: "class", name };
  const twin = known.spelling(name);
  if (twin === undefined && isMissingLabel(name)) return { kind: "missing" };
  if (acceptNewLabels) return { kind: "class", name };
  const nearest = twin ?? known.nearest(name);
  if (nearest !== undefined) return { kind: "near", nearest, difference: spellingDifference(name, nearest) };
  return isNumber(name) && known.haveNames ? { kind: "number" } : { kind: "class", name };
}

function isNumber(name: string): boolean {
  return /^[+-]?\d+(\.0*)?$/.test(name);
}

function isMappedTo(name: string, map: ReadonlyMap<string, string>): boolean {
  return map.get(name)?.trim() === name;
}

/** The names of the known classes, to be found by exact name, by spelling and by nearness. */
class KnownNames {
  readonly #names: ReadonlySet<string>;
  readonly #byKey: ReadonlyMap<string, string>;
  readonly #isComparable: boolean;
  /** Whether there are classes and none is a number. */
  readonly haveNames: boolean;

  constructor(names: readonly string[], labels: number) {
    this.#names = new Set(names);
    this.#byKey = new Map(names.map((name) => [labelKey(name), name]));
    this.#isComparable = names.length * labels <= maxComparisons;
    this.haveNames = names.length > 0 && !names.some(isNumber);
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The class whose name is spelt another way. */
  spelling(name: string): string | undefined {
    return this.#byKey.get(labelKey(name));
  }

  /** The class of whose name this may be a typing error. */
  nearest(name: string): string | undefined {
    if (!this.#isComparable) return undefined;
    const key = labelKey(name);
    for (const [other, known] of this.#byKey) if (areNearKeys(key, other)) return known;
    return undefined;
  }
}

/** Groups of labels that are spellings or typing errors of each other, the label with most rows first. */
function twinsAmong(labels: readonly NewLabel[]): NewLabel[][] {
  const isComparable = labels.length ** 2 <= maxComparisons;
  const groups = new Map<string, NewLabel[]>();
  for (const label of [...labels].sort((a, b) => b.rows - a.rows)) {
    const key = labelKey(label.name);
    const near =
      groups.has(key) || !isComparable ? key : [...groups.keys()].find((other) => areNearKeys(key, other));
    const group = groups.get(near ?? key);
    if (group) group.push(label);
    else groups.set(key, [label]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
