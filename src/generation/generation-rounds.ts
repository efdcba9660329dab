import type { Encoder } from "../encoder/encoder.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import { cutPrompts } from "../prompts/snippets.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import type { CallRunner } from "./call-runner.ts";
import { type ConfusedPair, confusedPairs } from "./confused-pairs.ts";
import {
  customCall,
  customModel,
  fromExpander,
  fromGenerator,
  fromModifier,
  readCustomReply,
} from "./custom-generators.ts";
import { type DropResult, dropTexts, type KeptText } from "./drop-texts.ts";
import type { EmbeddingPrefetch } from "./embedding-prefetch.ts";
import { examplesToShow } from "./examples-to-show.ts";
import {
  byLabel,
  countByLabel,
  type GeneratedPiles,
  minMissingShare,
  type ShortClass,
  shortClasses,
  toPiles,
  type UnusableReply,
} from "./generated-piles.ts";
import type { GeneratedText } from "./generated-text.ts";
import { borderCall, classCalls, type GenerationCall, type GenerationRound } from "./generation-call.ts";
import { borderExamples, type GenerationSettings, maxRefills } from "./generation-settings.ts";
import type { Expander, Generator, Modifier } from "./generator.ts";
import { readingOfSet, setCalls } from "./label-sets/set-calls.ts";
import { outOfScopeCalls } from "./out-of-scope-calls.ts";
import { maxTexts, type ReadReplyText, readingOf } from "./reply-reader.ts";

export interface GenerationInput {
  readonly classes: readonly ClassDefinition[];
  /** The user's examples. Requests show real ones as far as allowed; generated copies of them are dropped. */
  readonly examples: readonly Example[];
  /** What the whole task is about, if the user said so. */
  readonly task?: string;
  readonly encoder: Encoder;
  readonly settings: GenerationSettings;
  readonly model?: LanguageModel;
  readonly generators: readonly Generator[];
  readonly modifiers: readonly Modifier[];
  readonly expanders: readonly Expander[];
  /** Whether a text may have several labels. Default: false. */
  readonly severalLabels?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Decides which calls are made in which round. The first round requests texts for every class. The second requests
 * border examples for pairs of classes that are confused (texts of several classes at once, if a text may have several
 * labels), and out-of-scope texts. Up to two refills request texts for
 * classes of which too many were dropped. A round begins after the previous one has ended, and its replies are used in
 * the order of the calls, so a resumed run gives the same piles as an uninterrupted one.
 */
export class GenerationRounds {
  readonly #input: GenerationInput;
  readonly #runner: Pick<CallRunner, "run" | "setCounts">;
  readonly #prefetch: EmbeddingPrefetch;
  /** Classes with a description; examples can be generated for these only. */
  readonly #prompted: readonly ClassDefinition[];
  /** All generated texts, in the order of the calls. */
  #texts: GeneratedText[] = [];
  /** The first slot of the next call, by class. */
  readonly #nextSlot = new Map<string, number>();
  readonly #shownOf: ReadonlyMap<string, readonly string[]>;
  readonly #unusable: UnusableReply[] = [];
  #hasAnswers = false;
  readonly #troubles = new Map<string, Pick<ShortClass, "cap" | "error">>();

  constructor(
    input: GenerationInput,
    runner: Pick<CallRunner, "run" | "setCounts">,
    prefetch: EmbeddingPrefetch,
  ) {
    this.#input = input;
    this.#runner = runner;
    this.#prefetch = prefetch;
    this.#prompted = input.classes.filter(({ prompt }) => prompt !== undefined);
    this.#shownOf = examplesToShow(input.examples, input.settings.shareExamples);
  }

  /**
   * Runs all rounds.
   * @throws what the runner and the encoder throw
   */
  async run(): Promise<GeneratedPiles> {
    const { classes, settings } = this.#input;
    this.#prefetch.begin(cutPrompts(classes).map(({ text }) => text));
    try {
      const { kept, outOfScope, dropped } = await this.#runRounds();
      return {
        piles: toPiles(classes, kept),
        outOfScope,
        dropped,
        short: shortClasses(this.#prompted, kept, settings.examplesPerClass, this.#troubles),
        unusable: this.#unusable,
      };
    } finally {
      await this.#prefetch.stop();
    }
  }

  async #runRounds(): Promise<DropResult> {
    const { model } = this.#input;
    await this.#generateClasses();
    await this.#applyModifiersAndExpanders();
    let result = await this.#dropTexts();
    // Without one usable reply so far, more calls would cost money and give nothing.
    if (model === undefined || !this.#hasAnswers) return result;
    await this.#generateBorders(model, result.kept);
    result = await this.#dropTexts();
    for (let refill = 0; refill < maxRefills; refill++) {
      const hadShortClasses = await this.#refill(model, result.kept);
      if (!hadShortClasses) break;
      result = await this.#dropTexts();
    }
    return result;
  }

  async #generateClasses(): Promise<void> {
    const { classes, model, generators, settings } = this.#input;
    if (model !== undefined) {
      await this.#generate(
        model,
        this.#classCalls(model.name, () => settings.examplesPerClass),
        "classes",
      );
    }
    for (const custom of generators.map(fromGenerator)) {
      const calls = this.#prompted.map((definition) =>
        customCall(custom, definition, settings.examplesPerClass, this.#shown(definition), []),
      );
      await this.#generate(customModel(custom, classes), calls, "classes", readCustomReply);
    }
  }

  /** Replaces the texts by those of each modifier, then appends those of the expanders. */
  async #applyModifiersAndExpanders(): Promise<void> {
    const { classes, modifiers, expanders } = this.#input;
    const steps = [
      ...modifiers.map((modifier) => ({ custom: fromModifier(modifier), replaces: true })),
      ...expanders.map((expander) => ({ custom: fromExpander(expander), replaces: false })),
    ];
    for (const { custom, replaces } of steps) {
      const before = this.#texts;
      const piles = byLabel(before);
      const calls = this.#prompted.map((definition) => {
        const texts = (piles.get(definition.name) ?? []).map(({ text }) => text);
        return customCall(custom, definition, texts.length, this.#shown(definition), texts);
      });
      if (replaces) this.#texts = [];
      const failed = await this.#generate(customModel(custom, classes), calls, "classes", readCustomReply);
      // A class whose call failed keeps its texts.
      if (replaces) this.#texts.push(...before.filter(({ label }) => label !== null && failed.has(label)));
    }
  }

  async #generateBorders(model: LanguageModel, kept: readonly KeptText[]): Promise<void> {
    const { classes, encoder, task, signal } = this.#input;
    const pairs = confusedPairs(classes, kept);
    if (this.#input.severalLabels) await this.#generateSets(model, pairs);
    const outOfScope = await outOfScopeCalls({
      generator: model.name,
      classes,
      encoder,
      task,
      shown: (definition) => this.#shown(definition),
      signal,
    });
    const borders = this.#input.severalLabels ? [] : this.#borderCalls(model, pairs);
    await this.#generate(model, [...borders, ...outOfScope], "borders");
  }

  #borderCalls(model: LanguageModel, pairs: readonly ConfusedPair[]): GenerationCall[] {
    const count = borderExamples(this.#input.settings);
    return pairs.map(({ definition, rival }) =>
      borderCall(model.name, definition, rival, count, this.#surroundings(definition)),
    );
  }

  /** Requests texts of several classes at once. */
  async #generateSets(model: LanguageModel, pairs: readonly ConfusedPair[]): Promise<void> {
    const alike = pairs.map(({ definition, rival }) => [definition, rival] as const);
    await this.#generate(model, await setCalls({ ...this.#input, generator: model.name, alike }), "borders");
  }

  /** Requests texts for classes that are short. @returns whether there was such a class */
  async #refill(model: LanguageModel, kept: readonly KeptText[]): Promise<boolean> {
    const { examplesPerClass } = this.#input.settings;
    const counts = countByLabel(kept);
    const calls = this.#classCalls(model.name, ({ name }) => {
      const missing = examplesPerClass - (counts.get(name) ?? 0);
      return missing >= minMissingShare * examplesPerClass && !this.#troubles.has(name) ? missing : 0;
    });
    if (calls.length === 0) return false;
    await this.#generate(model, calls, "refill");
    return true;
  }

  async #dropTexts(): Promise<DropResult> {
    await this.#prefetch.finish();
    const result = await dropTexts({ ...this.#input, written: this.#texts });
    this.#runner.setCounts(result.kept.length, result.dropped.length);
    return result;
  }

  /** Makes the calls for the requested number of texts per class, beginning with its next slot. */
  #classCalls(generator: string, wantedOf: (definition: ClassDefinition) => number): GenerationCall[] {
    const wants = this.#prompted.map((definition) => {
      const start = this.#nextSlot.get(definition.name) ?? 0;
      const count = wantedOf(definition);
      this.#nextSlot.set(definition.name, start + count);
      return { definition, start, count, surroundings: this.#surroundings(definition) };
    });
    return classCalls(generator, wants, this.#input.settings.examplesPerCall);
  }

  /** Runs calls and appends their texts. @returns the classes of which a call failed */
  async #generate(
    model: LanguageModel,
    calls: readonly GenerationCall[],
    round: GenerationRound,
    readCustom?: ReadReplyText,
  ): Promise<Set<string>> {
    const failed = new Set<string>();
    const wanted = Math.max(0, ...calls.map(({ count }) => count));
    const readAny = calls[0]?.labels === undefined ? readingOf : readingOfSet;
    const read = readCustom ?? ((reply) => readAny(reply, wanted));
    const outcomes = await this.#runner.run(model, calls, round, read);
    for (const [i, outcome] of outcomes.entries()) {
      const { label, labels, key, subject, count } = calls[i];
      if (outcome.status === "answered") {
        const { reading } = outcome;
        const { status } = reading;
        const texts = readCustom === undefined ? reading.texts.slice(0, maxTexts(count)) : reading.texts;
        this.#texts.push(
          ...texts.map((text) => ({
            label,
            ...(labels && { labels }),
            text,
            generator: model.name,
            call: key,
          })),
        );
        if (reading.isAnswer) this.#hasAnswers = true;
        else if (readCustom === undefined)
          this.#unusable.push({ label, call: key, reason: status === "read" ? "no example" : status });
      } else if (label !== null) {
        failed.add(subject);
        const trouble = outcome.status === "failed" ? { error: outcome.error } : { cap: outcome.cap };
        this.#troubles.set(subject, trouble);
      }
    }
    return failed;
  }

  #surroundings(definition: ClassDefinition) {
    return { task: this.#input.task, shown: this.#shown(definition) };
  }

  #shown({ name }: ClassDefinition): readonly string[] {
    return this.#shownOf.get(name) ?? [];
  }
}
