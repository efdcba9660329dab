// Writes docs/cli.md from the command objects: npm run docs:cli. A test holds the page up to date.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, OptionSpec } from "../src/cli/command.ts";
import { commands } from "../src/cli/commands.ts";

export const referencePath = join(import.meta.dirname, "../docs/cli.md");

const introduction = `# The command line

\`pilesort --help\` and \`pilesort <command> --help\` show the same as this page, \`pilesort --version\` the version.

\`pilesort help train\` is another way to write \`pilesort train --help\`. What \`--json\` prints is described in
[json-output.md](json-output.md).

Results go to the standard output; progress, summaries and warnings to the standard error, a progress bar only on a
terminal. Colours are left out if the output is piped, \`NO_COLOR\` is set, or \`TERM\` is \`dumb\`. Characters that a terminal
would obey are shown as \`\\u001b\`.

The exit status is 0 when all went well, 2 when something given cannot be used (a sentence on the standard error says
what, where, and what to do), 1 for any other failure, 130 or 143 when the user stopped it. \`--verbose\` adds where an
error came from.
`;

/** The reference page as markdown. */
export function cliReference(): string {
  const sections = commands.flatMap((command) => {
    if (!("commands" in command)) return [section("##", command.name, command)];
    const inner = command.commands.map((each) => section("###", `${command.name} ${each.name}`, each));
    return [`## pilesort ${command.name}\n\n${command.summary}\n`, ...inner];
  });
  return [introduction, ...sections].join("\n");
}

function section(mark: string, name: string, command: Command): string {
  const usage = ["pilesort", name, ...command.arguments.map((argument) => argument.name), "[options]"].join(
    " ",
  );
  const parts = [
    `${mark} pilesort ${name}`,
    command.summary,
    ...(command.details ? [command.details] : []),
    `    ${usage}`,
    table([
      ...command.arguments.map(argumentRow),
      ...command.options.filter(({ hidden }) => !hidden).map(optionRow),
    ]),
    ...command.examples.map(({ line, meaning }) => `${meaning}\n\n    ${line}`),
  ];
  return `${parts.join("\n\n")}\n`;
}

function table(rows: readonly string[]): string {
  return ["| | |", "| --- | --- |", ...rows].join("\n");
}

function argumentRow({ name, description }: Command["arguments"][number]): string {
  return row(name, description);
}

function optionRow({ flags, description, defaultValue, isRequired, choices }: OptionSpec): string {
  const notes = [
    isRequired && "needed",
    choices && `one of ${choices.join(", ")}`,
    defaultValue !== undefined && `default: \`${defaultValue}\``,
  ].filter(Boolean);
  return row(flags, notes.length > 0 ? `${description} (${notes.join("; ")})` : description);
}

function row(name: string, description: string): string {
  return `| \`${name.replaceAll("|", "\\|")}\` | ${description.replaceAll("|", "\\|")} |`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(referencePath, cliReference());
