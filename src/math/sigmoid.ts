import { type Matrix, zeros } from "./matrix.ts";

/** Returns 1 / (1 + exp(-x)), without overflow. */
export function sigmoid(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** Returns log(p / (1 - p)), finite: probabilities within 1e-9 of 0 or 1 are taken as 1e-9 from it. */
export function logit(probability: number): number {
  const inside = Math.min(Math.max(probability, 1e-9), 1 - 1e-9);
  return Math.log(inside / (1 - inside));
}

/** Returns the sigmoid of every element of a matrix: [rows, columns] -> [rows, columns]. */
export function sigmoids(scores: Matrix): Matrix {
  const found = zeros(scores.rows, scores.columns);
  for (let i = 0; i < found.data.length; i++) found.data[i] = sigmoid(scores.data[i]);
  return found;
}

/** Returns log(1 + exp(x)), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
