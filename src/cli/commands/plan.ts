import type { Command } from "../command.ts";
import { writeLine } from "../context.ts";
import { describePlan, planNote } from "../describe-generation.ts";
import { gatherTask, type TaskSources, taskOptions } from "../gather-task.ts";
import { amountOptions, type GenerationFlags } from "../generation-options.ts";
import { toPlanOptions } from "../generation-settings.ts";
import { encoderOption, type SharedOptions, storeOption, verboseOption } from "../shared-options.ts";

interface PlanOptions extends TaskSources, GenerationFlags, SharedOptions {
  readonly json?: boolean;
}

export const plan: Command<PlanOptions> = {
  name: "plan",
  summary: "Estimate calls, tokens, time and cost of generating examples, before anything is sent.",
  details: `Counts calls and tokens of the requests that generate would send, and the cost if prices are given. Needs no API key and no network. ${planNote}`,
  arguments: [],
  options: [
    ...taskOptions,
    ...amountOptions,
    encoderOption,
    storeOption,
    { flags: "--json", description: "print the plan as JSON" },
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort plan --classes classes.yaml --price-in 0.25 --price-out 2",
      meaning: "Estimates calls, tokens, seconds and cost of 24 examples per class.",
    },
  ],

  async run(_values, options, context) {
    const { Classifier } = await import("../../index.ts");
    const classifier = new Classifier({ encoder: options.encoder, store: options.store });
    try {
      const { description } = await gatherTask(classifier, options, context);
      const found = await classifier.planGeneration({
        ...toPlanOptions({ ...options, task: description }),
        signal: context.signal,
      });
      if (options.json) writeLine(context.stdout, JSON.stringify(found));
      else for (const line of describePlan(found)) writeLine(context.stdout, line);
    } finally {
      await classifier.dispose();
    }
  },
};
