import type { GenerationCost } from "../model-file/model.ts";
import { checkClassName, checkPrompt } from "../task/check-classes.ts";
import {
  type Hierarchy,
  type HierarchySetting,
  isHierarchy,
  splitHierarchy,
} from "../task/hierarchy/find-hierarchy.ts";
import { resolveParents } from "../task/hierarchy/resolve-parents.ts";
import { checkLabels, type LabelOptions } from "../task/labels/check-labels.ts";
import { ClassNames } from "../task/labels/class-names.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { UnlabeledTexts } from "../task/unlabeled-texts.ts";
import { type AddedExamples, ExampleIndex } from "./added-examples.ts";

/** The part of a saved model that the user defined. */
interface SavedTask {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly noneExamples?: readonly NoneExample[];
  readonly generation?: readonly GenerationCost[];
}

/** What kind of task it is. */
interface DraftSettings {
  /** Whether the names of the classes are paths. Default: "auto" */
  readonly hierarchy?: HierarchySetting;
  /** Whether a text may have several labels. Their classes are flat. Default: false */
  readonly multiLabel?: boolean;
}

/** What the definitions of classes make. */
type Found = "flat" | { readonly hierarchy: Hierarchy; readonly names: ClassNames };

/** The current classes, descriptions and examples of a classifier. */
export class TaskDraft {
  /** Texts without labels. They are not part of a saved model. */
  readonly unlabeled: UnlabeledTexts;
  readonly #classes = new Map<string, ClassDefinition>();
  readonly #examples: Example[] = [];
  readonly #noneExamples: NoneExample[] = [];
  readonly #multiLabel: boolean;
  #index: ExampleIndex;
  #noneIndex = new ExampleIndex();
  #names = new ClassNames();
  #setting: HierarchySetting;
  /** The hierarchy of the current definitions and its names; undefined after a definition has changed. */
  #found: Found | undefined;
  #generation: readonly GenerationCost[] = [];

  constructor(
    { hierarchy = "auto", multiLabel = false }: DraftSettings = {},
    unlabeled = new UnlabeledTexts(),
  ) {
    this.#setting = multiLabel ? false : hierarchy;
    this.#multiLabel = multiLabel;
    this.unlabeled = unlabeled;
    this.#index = new ExampleIndex(multiLabel);
  }

  /** The classes, and in a hierarchy the defined inner nodes too, in the order in which they were defined. */
  get definitions(): readonly ClassDefinition[] {
    return [...this.#classes.values()];
  }

  /** The classes and inner nodes, if the names of the classes are paths. */
  get hierarchy(): Hierarchy | undefined {
    const found = this.#find();
    return found === "flat" ? undefined : found.hierarchy;
  }

  /** The classes, which are the leaves of a hierarchy, in the order in which they were defined. */
  get classes(): readonly ClassDefinition[] {
    return this.hierarchy?.leaves ?? this.definitions;
  }

  /** The names of the classes, to check labels by. */
  get names(): ClassNames {
    const found = this.#find();
    return found === "flat" ? this.#names : found.names;
  }

  /** Keeps a hierarchy that was trained: classes that are added later do not make it flat. */
  keepHierarchy(): void {
    if (this.hierarchy !== undefined) this.#setting = true;
  }

  get examples(): readonly Example[] {
    return this.#examples;
  }

  get noneExamples(): readonly NoneExample[] {
    return this.#noneExamples;
  }

  /** What the generation of examples used. */
  get generation(): readonly GenerationCost[] {
    return this.#generation;
  }

  /**
   * Notes what a generation used. The counts of a folder contain those of its earlier runs.
   * @param keptCalls number of calls that an earlier run had made
   */
  noteGeneration(cost: GenerationCost, keptCalls: number): void {
    const names = cost.generators.join("\n");
    const isContinued = (each: GenerationCost) =>
      each.generators.join("\n") === names && each.calls <= keptCalls;
    const before = keptCalls > 0 ? this.#generation.findLastIndex(isContinued) : -1;
    this.#generation = [...this.#generation.filter((_, i) => i !== before), cost];
  }

  /** Defines a class, or changes the given properties of an existing one. */
  define(definition: ClassDefinition): void {
    const [{ parent, ...resolved }] = resolveParents([definition], this.#classes.keys());
    const name = checkClassName(resolved.name);
    const given = {
      ...(parent !== undefined && { parent }),
      ...(definition.prompt !== undefined && { prompt: checkPrompt(name, definition.prompt) }),
      ...(definition.metadata !== undefined && { metadata: definition.metadata }),
    };
    this.#names.add(name);
    this.#found = undefined;
    this.#classes.set(name, { ...this.#classes.get(name), name, ...given });
  }

  /** Maps and checks labels against the names of the classes. @throws InputError, see LabelOptions */
  checkLabels<Row extends { readonly label: string }>(
    rows: readonly Row[],
    { labelMap, acceptNewLabels }: LabelOptions,
  ): readonly Row[] {
    // A shortcut: most labels are exactly the name of a class, and there may be one call per text.
    if (labelMap === undefined && rows.every(({ label }) => this.names.has(label))) return rows;
    return checkLabels(rows, { labelMap, acceptNewLabels, classes: this.names }).rows;
  }

  /**
   * Adds examples to the piles of their classes, without those that are there already. An unknown label becomes a new
   * class without a description.
   */
  addExamples(examples: readonly Example[]): AddedExamples {
    const checked = this.#withClasses(examples);
    const { fresh, counts } = this.#index.takeNew(checked);
    for (const example of fresh) this.#examples.push(example);
    return counts;
  }

  /** Adds examples before those from a position on, which no training has seen yet. */
  insertExamples(position: number, examples: readonly Example[]): void {
    this.#index.note(examples);
    this.#examples.splice(position, 0, ...examples);
  }

  /** Removes the latest example with this text, label and origin. @returns its position; undefined if there is none */
  removeExample({ text, label, origin }: Example): number | undefined {
    const place = this.#examples.findLastIndex(
      (each) => each.text === text && each.label === label && each.origin === origin,
    );
    if (place < 0) return undefined;
    this.#examples.splice(place, 1);
    this.#index = new ExampleIndex(this.#multiLabel);
    this.#index.note(this.#examples);
    return place;
  }

  /** Removes the latest out-of-scope example with this text. @returns its position; undefined if there is none */
  removeNoneExample(text: string): number | undefined {
    const place = this.#noneExamples.findLastIndex((each) => each.text === text && each.origin === "real");
    if (place < 0) return undefined;
    this.#noneExamples.splice(place, 1);
    this.#noneIndex = new ExampleIndex();
    this.#noneIndex.note(this.#noneExamples.map(labeledNone));
    return place;
  }

  /** Removes a class that has neither a description nor examples. */
  removeEmptyClass(name: string): void {
    const isUsed = this.#examples.some(({ label }) => label === name);
    if (isUsed || this.#classes.get(name)?.prompt !== undefined) return;
    this.#classes.delete(name);
    this.#names = new ClassNames(this.#classes.keys());
    this.#found = undefined;
  }

  /** Adds texts of none, but for those that are there already. */
  addNoneExamples(examples: readonly NoneExample[]): AddedExamples {
    const { fresh, counts } = this.#noneIndex.takeNew(examples.map(labeledNone));
    for (const { label: _, ...example } of fresh) this.#noneExamples.push(example);
    return counts;
  }

  /** Restores the task of a saved model. All examples are kept, since their order tells which were trained on. */
  restore({ classes, examples, noneExamples = [], generation = [] }: SavedTask): void {
    this.#generation = generation;
    for (const definition of classes) this.define(definition);
    const checked = this.#withClasses(examples);
    for (const example of checked) this.#examples.push(example);
    for (const example of noneExamples) this.#noneExamples.push(example);
    this.#index.note(checked);
    this.#noneIndex.note(noneExamples.map(labeledNone));
  }

  /**
   * Replaces classes and examples. Examples that stay keep their order, and new ones follow them, since the order tells
   * which examples the encoder was fine-tuned on.
   */
  replace(task: SavedTask): void {
    const keyOf = ({ text, label, origin }: Example) => JSON.stringify([label, origin, text]);
    const wanted = new Map(task.examples.map((each) => [keyOf(each), each]));
    const kept = new Map<string, Example>();
    for (const each of this.#examples) {
      const found = wanted.get(keyOf(each));
      if (found !== undefined) kept.set(keyOf(each), found);
    }
    for (const [key, each] of wanted) if (!kept.has(key)) kept.set(key, each);
    this.#names = new ClassNames();
    this.#found = undefined;
    this.#classes.clear();
    this.#examples.length = 0;
    this.#noneExamples.length = 0;
    this.#index = new ExampleIndex(this.#multiLabel);
    this.#noneIndex = new ExampleIndex();
    this.restore({ generation: this.#generation, ...task, examples: [...kept.values()] });
  }

  #find(): Found {
    if (this.#found !== undefined) return this.#found;
    const { definitions } = this;
    if (!isHierarchy(definitions, this.#setting)) {
      this.#found = "flat";
    } else {
      const hierarchy = splitHierarchy(definitions);
      const leaves = hierarchy.leaves.map(({ name }) => name);
      this.#found = { hierarchy, names: new ClassNames(leaves, { arePaths: true }) };
    }
    return this.#found;
  }

  #withClasses(examples: readonly Example[]): Example[] {
    return examples.map((example) => {
      const label = checkClassName(example.label);
      if (!this.#classes.has(label)) this.define({ name: label });
      return { ...example, label };
    });
  }
}

function labeledNone(example: NoneExample): NoneExample & { readonly label: string } {
  return { ...example, label: "" };
}
