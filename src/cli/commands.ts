import type { Command, CommandGroup } from "./command.ts";
import { classify } from "./commands/classify.ts";
import { completion } from "./commands/completion.ts";
import { encoders } from "./commands/encoders.ts";
import { evaluate } from "./commands/evaluate.ts";
import { generate } from "./commands/generate.ts";
import { plan } from "./commands/plan.ts";
import { train } from "./commands/train.ts";

/** All that `pilesort` can do, in the order in which help lists it. */
export const commands: readonly (Command | CommandGroup)[] = [
  train,
  classify,
  evaluate,
  generate,
  plan,
  encoders,
  completion,
];
