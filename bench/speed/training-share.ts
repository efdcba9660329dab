import { type Encoder, openEncoder, train } from "../../src/index.ts";
import { secondsOf } from "./in-turn.ts";
import { findPublicSet } from "./public-texts.ts";
import { type Answer, type Figure, figureOf, type Question, type Skipped, type Verdict } from "./result.ts";
import { timedEncoder } from "./timed-encoder.ts";

const sets = [
  { name: "banking77", rounds: 5 },
  { name: "esco_occupations", rounds: 1 },
];

export const trainingShare: Question = {
  name: "training",
  title: "How long does the head take in a training from descriptions, compared with the embedding?",
  answer,
};

async function answer(): Promise<Answer | Skipped> {
  const encoder = await openEncoder();
  const figures: Figure[] = [];
  const verdicts: Verdict[] = [];
  for (const { name, rounds } of sets) {
    const set = findPublicSet(name);
    if ("skipped" in set) return set;
    const classes = Object.keys(set.prompts).length;
    const parts: { embedding: number; rest: number }[] = [];
    for (let round = 0; round < rounds; round++) parts.push(await trainOnce(set.prompts, encoder));
    const embedding = figureOf(
      `${classes} classes: embedding`,
      "s",
      parts.map((part) => part.embedding),
    );
    const rest = figureOf(
      `${classes} classes: the rest`,
      "s",
      parts.map((part) => part.rest),
    );
    figures.push(embedding, rest);
    const value = rest.median / embedding.median;
    verdicts.push({ name: `${classes} classes: rest / embedding`, value, bound: "at most", aim: 0.1 });
  }
  await encoder.dispose();
  return { figures, verdicts };
}

async function trainOnce(prompts: Readonly<Record<string, string>>, encoder: Encoder) {
  const timed = timedEncoder(encoder);
  const whole = await secondsOf(() => train({ classes: prompts, encoder: timed }));
  return { embedding: timed.seconds(), rest: whole - timed.seconds() };
}
