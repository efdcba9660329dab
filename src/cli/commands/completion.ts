import { type Command, type CommandGroup, UsageError } from "../command.ts";
import { completionScript, shells } from "../completion-script.ts";
import { writeLines } from "../context.ts";

/** Makes the command from a function that returns all commands, since the list of commands holds this one. */
export function createCompletion(commands: () => readonly (Command | CommandGroup)[]): Command {
  return {
    name: "completion",
    summary: "Print a script that lets bash, zsh or fish complete commands and flags.",
    arguments: [{ name: "<shell>", description: "bash, zsh or fish", choices: shells }],
    options: [],
    examples: [
      {
        line: 'eval "$(pilesort completion bash)"',
        meaning: "Enables completion in this bash; add the line to ~/.bashrc to keep it.",
      },
      {
        line: 'eval "$(pilesort completion zsh)"',
        meaning: "Enables completion in this zsh; add the line to ~/.zshrc to keep it.",
      },
      {
        line: "pilesort completion fish > ~/.config/fish/completions/pilesort.fish",
        meaning: "Enables completion in every new fish.",
      },
    ],

    async run([name], _options, { stdout }) {
      const shell = shells.find((each) => each === name);
      if (shell === undefined) {
        throw new UsageError(`The shell must be one of ${shells.join(", ")}; got ${JSON.stringify(name)}.`);
      }
      writeLines(stdout, completionScript(commands(), shell).trimEnd());
    },
  };
}
