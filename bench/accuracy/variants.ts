import type { ClassDefinition, Example } from "../../src/index.ts";

/** What a classifier is trained on. */
export interface Training {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  /** Whether words may count beside the vectors. Default: true. */
  readonly words?: boolean;
}

/** Ways to leave a part out: what each makes of the material before training. */
export const variants: Readonly<Record<string, (training: Training) => Training>> = {
  usual: (training) => training,
  "no-words": (training) => ({ ...training, words: false }),
  "no-prompts": ({ classes, examples }) => ({ classes: classes.map(({ name }) => ({ name })), examples }),
  "generated-as-real": ({ classes, examples }) => ({
    classes,
    examples: examples.map((example) => ({ ...example, origin: "real" })),
  }),
  "half-generated": ({ classes, examples }) => ({
    classes,
    examples: examples.filter(everySecondGenerated()),
  }),
};

function everySecondGenerated(): (example: Example) => boolean {
  const seen = new Map<string, number>();
  return ({ label, origin }) => {
    if (origin !== "generated") return true;
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return before % 2 === 0;
  };
}
