import type { Command } from "../command.ts";
import { writeLine, writeLines } from "../context.ts";
import { defaultModelFolder, verboseOption } from "../shared-options.ts";

interface ShowFlags {
  readonly json?: boolean;
}

export const show: Command<ShowFlags> = {
  name: "show",
  summary: "Print the model card: classes, examples, encoder, figures with their source, weak pairs, cost.",
  details:
    "The card is the file card.md of the model folder. It is covered by the checksums of the folder. For a model of an " +
    "earlier version, which has no card, it is made now. The encoder is not opened.",
  arguments: [{ name: "[folder]", description: `folder of the model (default: "${defaultModelFolder}")` }],
  options: [{ flags: "--json", description: "print the card as JSON" }, verboseOption],
  examples: [{ line: "pilesort show models/mail", meaning: "Prints the card as Markdown." }],

  async run([folder = defaultModelFolder], { json }, { stdout }) {
    const { readModelCard } = await import("../../index.ts");
    const { card, markdown } = await readModelCard(folder);
    if (json) writeLine(stdout, JSON.stringify(card));
    else writeLines(stdout, markdown.trimEnd());
  },
};
