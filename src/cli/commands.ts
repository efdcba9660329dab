import type { Command, CommandGroup } from "./command.ts";
import { classify } from "./commands/classify.ts";
import { createCompletion } from "./commands/completion.ts";
import { evaluate } from "./commands/evaluate.ts";
import { generate } from "./commands/generate.ts";
import { models } from "./commands/models.ts";
import { plan } from "./commands/plan.ts";
import { train } from "./commands/train.ts";

/** All commands, in the order of the help. */
export const commands: readonly (Command | CommandGroup)[] = [
  train,
  classify,
  evaluate,
  generate,
  plan,
  models,
  createCompletion(() => commands),
];
