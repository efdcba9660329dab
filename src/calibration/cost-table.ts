import { InputError } from "../errors.ts";
import type { CostTable } from "./expected-cost.ts";

/**
 * What answers cost: true class -> answer -> cost. A correct answer costs 0 and a wrong one 1, unless it is given. The
 * answer "unsure" is given only if it has a cost: one number under the name "unsure", or one per true class. With the
 * option none, "none" is a truth and an answer too.
 * @example
 * const costs: Costs = { unsure: 0.2, spam: { mail: 1 }, mail: { spam: 20, unsure: 0.1 } };
 */
export interface Costs {
  readonly [truth: string]: number | Readonly<Record<string, number>>;
}

const unsure = "unsure";

/**
 * Turns costs by name into costs by number.
 * @param names of truths and answers, in the order of their numbers
 * @throws InputError for a name that is not one of them, a cost that is not a finite number, or a class named "unsure"
 */
export function costTable(costs: Costs, names: readonly string[]): CostTable {
  const numbers = new Map(names.map((name, i) => [name, i]));
  if (numbers.size < names.length || numbers.has(unsure)) {
    throw new InputError(
      `The option costs cannot be used with a class named "${numbers.has(unsure) ? unsure : "none"}", because that is also an answer. Rename the class.`,
    );
  }
  const numberOf = (name: string, role: string): number => {
    const number = numbers.get(name);
    if (number !== undefined) return number;
    throw new InputError(
      `The option costs has the ${role} ${JSON.stringify(name)}, which is not a class of the model${name === "none" ? " (with the option none it is one)" : ""}.`,
    );
  };
  const exceptions: { truth: number; answer: number; cost: number }[] = [];
  const usual = costs[unsure];
  const ofUnsure = new Float64Array(names.length).fill(isCost(usual) ? usual : Number.NaN);
  for (const [name, answers] of Object.entries(costs)) {
    if (name === unsure && isCost(answers)) continue;
    const truth = numberOf(name, "true class");
    if (typeof answers !== "object" || answers === null || Array.isArray(answers))
      throw notCost(name, answers);
    for (const [answer, cost] of Object.entries(answers)) {
      if (!isCost(cost)) throw notCost(`${name}, ${answer}`, cost);
      if (answer === unsure) ofUnsure[truth] = cost;
      else exceptions.push({ truth, answer: numberOf(answer, "answer"), cost });
    }
  }
  return { size: names.length, exceptions, ...withUnsure(ofUnsure, names) };
}

function withUnsure(costs: Float64Array, names: readonly string[]): Pick<CostTable, "unsure"> {
  const missing = costs.findIndex((cost) => Number.isNaN(cost));
  if (missing === -1) return { unsure: costs };
  if (costs.every((cost) => Number.isNaN(cost))) return {};
  throw new InputError(
    `The option costs gives "${unsure}" a cost for some classes, but not for ${JSON.stringify(names[missing])}. Give it for every class, or one number under the name "${unsure}".`,
  );
}

function isCost(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function notCost(place: string, got: unknown): InputError {
  // JSON has no NaN.
  const shown = typeof got === "number" ? String(got) : JSON.stringify(got);
  return new InputError(
    `The option costs must be an object { "true class": { "answer": cost } } of finite numbers; at ${place} it is ${shown}.`,
  );
}
