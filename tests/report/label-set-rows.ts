import type { LabelSetAnswer, LabelSetExplanation, RowDetails, WrongLabelSet } from "../../src/index.ts";
import { createRandom } from "../../src/math/random.ts";

/** Rows with true labels and the answers of two classifiers. */
export interface LabelSetFixture {
  readonly truths: readonly (readonly string[])[];
  readonly answers: readonly LabelSetAnswer[];
  readonly baseline: readonly LabelSetAnswer[];
  readonly details: readonly RowDetails[];
  readonly thresholds: Readonly<Record<string, number>>;
}

const words: Readonly<Record<string, string>> = {
  refund: "I want my money back for order 4711",
  delivery: "the parcel is two weeks late",
  damage: "the glass arrived in pieces",
  praise: "your staff was very friendly, thank you",
  invoice: "the invoice shows a wrong amount",
  account: "I cannot sign in to my account",
};

/** Makes rows of mails with zero to three labels. The answers are better for common labels than for rare ones. */
export function labelSetRows(count: number, names: readonly string[] = Object.keys(words)): LabelSetFixture {
  const random = createRandom(7);
  const made = Array.from({ length: count }, () => {
    const truth = names.filter((_, c) => random.nextFloat() < 0.45 / (1 + c / 2));
    const answer = (noise: number): LabelSetAnswer => {
      const probabilities = Object.fromEntries(
        names.map((name) => {
          const logit = (truth.includes(name) ? 1.6 : -2) + noise * (random.nextFloat() - 0.5) * 6;
          return [name, 1 / (1 + Math.exp(-logit))];
        }),
      );
      return { labels: names.filter((name) => probabilities[name] >= 0.4), probabilities };
    };
    return { truth, answer: answer(1), baseline: answer(1.6) };
  });
  return {
    truths: made.map(({ truth }) => truth),
    answers: made.map(({ answer }) => answer),
    baseline: made.map(({ baseline }) => baseline),
    details: made.map(({ truth }, i) => ({
      id: `mail-${i + 1}`,
      text: `${truth.map((name) => words[name] ?? `something about ${name}`).join(", and ") || "what are your opening hours"} (${i + 1})`,
    })),
    thresholds: Object.fromEntries(names.map((name) => [name, 0.4])),
  };
}

/** An explanation of a text whose labels are wrong. */
export function labelExplanation(
  text: string,
  { forgotten, added }: Pick<WrongLabelSet, "forgotten" | "added">,
): LabelSetExplanation {
  const labels = [...forgotten, ...added].map(({ label }) => label);
  const [first = "x"] = text.split(" ");
  const removal = (part: string, change: number) => ({
    part,
    places: [{ start: text.indexOf(part), end: text.indexOf(part) + part.length }],
    remaining: text.replace(part, ""),
    probability: 0.5 + change,
    change,
    isGiven: change > 0,
  });
  return {
    text,
    answer: {
      text,
      prediction: null,
      outcome: "none",
      probability: 0,
      scores: [],
      probabilities: {},
      noneProbability: 0,
    },
    isOwnExample: false,
    labels: labels.map((label) => ({
      label,
      probability: 0.5,
      threshold: 0.4,
      isGiven: added.some((each) => each.label === label),
      words: [removal(first, -0.3), removal(text.split(" ").at(-1) ?? "", 0.1)],
      phrases: [],
      changedBy: { words: [first], remaining: text.replace(first, ""), probability: 0.2 },
      nearest: [{ label, text: "please send my money back", origin: "real", similarity: 0.61 }],
    })),
    searched: { examples: 1, of: 1 },
  };
}
