// Writes docs/cli.md from the command objects: npm run docs:cli. A test checks that the page is up to date.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command, OptionSpec } from "../src/cli/command.ts";
import { commands } from "../src/cli/commands.ts";

export const referencePath = join(import.meta.dirname, "../docs/cli.md");

const introduction = `# The command line

This page shows the same as \`pilesort --help\` and \`pilesort <command> --help\` (or \`pilesort help <command>\`).
[json-output.md](json-output.md) describes the output of \`--json\`, and [glossary.md](glossary.md) the terms.

Results go to the standard output. Progress, summaries and warnings go to the standard error. A terminal shows a progress
bar. If the standard error is not a terminal, long steps write a line now and then. Colours are off if the output is piped,
\`NO_COLOR\` is set, or \`TERM\` is \`dumb\`. Control characters in data are shown as \`\\u001b\`.

| exit status | meaning |
| --- | --- |
| 0 | success |
| 1 | failure, for example a full disk |
| 2 | invalid input or option; one sentence on the standard error says what, where, and what to do |
| 130, 143 | interrupted by the user (SIGINT, SIGTERM) |

\`--verbose\` adds the stack trace of an error.
`;

/** Returns the reference page as Markdown. */
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
    isRequired && "required",
    choices && `one of ${choices.join(", ")}`,
    defaultValue !== undefined && `default: \`${defaultValue}\``,
  ].filter(Boolean);
  if (notes.length === 0) return row(flags, description);
  const begin = description.endsWith(")") ? `${description.slice(0, -1)}; ` : `${description} (`;
  return row(flags, `${begin}${notes.join("; ")})`);
}

function row(name: string, description: string): string {
  return `| \`${name.replaceAll("|", "\\|")}\` | ${description.replaceAll("|", "\\|")} |`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(referencePath, cliReference());
