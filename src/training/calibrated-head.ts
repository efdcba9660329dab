import { discriminant } from "../head/discriminant.ts";
import type { ClassMeans } from "../head/labeled-vectors.ts";
import type { LinearHead } from "../head/linear-head.ts";
import { type MeanPrior, posteriorMeans } from "../head/mean-prior.ts";
import type { Matrix } from "../math/matrix.ts";
import {
  type DescriptionWeight,
  descriptionRowChoices,
  mixHeads,
  mixMatrices,
} from "./description-weight.ts";

/** Returns the head whose scores are scores / temperature + log priors. */
export function calibrated(head: LinearHead, temperature: number, logPriors: Float64Array): LinearHead {
  const { weights, bias } = scaled(head, temperature);
  return { weights, bias: bias.map((value, c) => value + logPriors[c]) };
}

/** Returns the head whose scores are scores / temperature. */
export function scaled({ weights, bias }: LinearHead, temperature: number): LinearHead {
  return {
    weights: { ...weights, data: weights.data.map((value) => value / temperature) },
    bias: bias.map((value) => value / temperature),
  };
}

/** Returns the discriminant and class means of a mixture of weights of the descriptions. */
export async function mixedDiscriminant(
  prior: MeanPrior,
  means: ClassMeans,
  inverseCovariance: Matrix,
  { shares }: DescriptionWeight,
): Promise<{ readonly head: LinearHead; readonly means: Matrix }> {
  const choices = descriptionRowChoices.map((promptRows) => posteriorMeans(prior, means, promptRows).means);
  const heads: LinearHead[] = [];
  for (const choice of choices) heads.push(await discriminant(choice, inverseCovariance));
  return { head: mixHeads(heads, shares), means: mixMatrices(choices, shares) };
}
