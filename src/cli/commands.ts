import type { Command, CommandGroup } from "./command.ts";
import { audit } from "./commands/audit.ts";
import { classify } from "./commands/classify.ts";
import { createCompletion } from "./commands/completion.ts";
import { correct } from "./commands/correct.ts";
import { doctor } from "./commands/doctor.ts";
import { drift } from "./commands/drift.ts";
import { encoders } from "./commands/encoders.ts";
import { evaluate } from "./commands/evaluate.ts";
import { explain } from "./commands/explain.ts";
import { generate } from "./commands/generate.ts";
import { history } from "./commands/history.ts";
import { label } from "./commands/label.ts";
import { mcp } from "./commands/mcp.ts";
import { plan } from "./commands/plan.ts";
import { retrain } from "./commands/retrain.ts";
import { serve } from "./commands/serve.ts";
import { show } from "./commands/show.ts";
import { studio } from "./commands/studio.ts";
import { suggest } from "./commands/suggest.ts";
import { train } from "./commands/train.ts";

/** All commands, in the order of the help. */
export const commands: readonly (Command | CommandGroup)[] = [
  train,
  classify,
  evaluate,
  explain,
  audit,
  doctor,
  generate,
  plan,
  drift,
  show,
  retrain,
  correct,
  history,
  suggest,
  label,
  serve,
  studio,
  mcp,
  encoders,
  createCompletion(() => commands),
];
