import { type Command, UsageError } from "../command.ts";
import { completionScript, shells } from "../completion-script.ts";
import { writeLines } from "../context.ts";

export const completion: Command = {
  name: "completion",
  summary: "Print a script that completes commands and flags in bash, zsh or fish.",
  arguments: [{ name: "<shell>", description: "bash, zsh or fish", choices: shells }],
  options: [],
  examples: [
    {
      line: 'eval "$(pilesort completion bash)"',
      meaning: "Completes in this bash; write it into ~/.bashrc.",
    },
    { line: 'eval "$(pilesort completion zsh)"', meaning: "Completes in this zsh; write it into ~/.zshrc." },
    {
      line: "pilesort completion fish > ~/.config/fish/completions/pilesort.fish",
      meaning: "Completes in every fish from now on.",
    },
  ],

  async run([name], _options, { stdout }) {
    const shell = shells.find((each) => each === name);
    if (shell === undefined) {
      throw new UsageError(`The shell must be one of ${shells.join(", ")}; got ${JSON.stringify(name)}.`);
    }
    // Not at the top: the list of commands holds this one.
    const { commands } = await import("../commands.ts");
    writeLines(stdout, completionScript(commands, shell).trimEnd());
  },
};
