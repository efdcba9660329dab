import { Option, Command as Parser } from "commander";
import {
  type ArgumentSpec,
  type Command,
  type CommandGroup,
  type OptionSpec,
  UsageError,
} from "./command.ts";
import type { Context } from "./context.ts";

/** Builds the parser from the commands. It throws errors and never ends the process. */
export function createProgram(
  commands: readonly (Command | CommandGroup)[],
  version: string,
  context: Context,
): Parser {
  const program = new Parser("pilesort")
    .description(
      "Builds a text classifier from one paragraph per class: offline, calibrated, and able to answer none of these.",
    )
    .version(version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: () => {},
    });
  for (const command of commands) {
    if ("commands" in command) addGroup(program, command, context);
    else addCommand(program, command, context);
  }
  addHelp(program);
  return program;
}

/** Adds `pilesort help encoders pull`, which prints the same as `pilesort encoders pull --help`. */
function addHelp(program: Parser): void {
  program
    .command("help")
    .description("Show help for a command.")
    .argument("[command...]", "the command, for example train or encoders pull")
    .helpOption("-h, --help", "show this help")
    .action((names: readonly string[]) => {
      let parser = program;
      for (const name of names) {
        const found = parser.commands.find((each) => each.name() === name);
        if (found === undefined) {
          throw new UsageError(
            `Unknown command ${JSON.stringify(names.join(" "))}; pilesort --help lists the commands.`,
          );
        }
        parser = found;
      }
      parser.outputHelp();
    });
}

function addGroup(program: Parser, group: CommandGroup, context: Context): void {
  for (const name of [group.name, group.alias].filter((each) => each !== undefined)) {
    const parser = program.command(name, { hidden: name === group.alias });
    parser.description(group.summary).helpCommand(false);
    for (const command of group.commands) addCommand(parser, command, context);
  }
}

function addCommand(parent: Parser, command: Command, context: Context): void {
  const parser = parent
    .command(command.name)
    .summary(command.summary)
    .description([command.summary, command.details].filter(Boolean).join("\n\n"))
    .helpOption("-h, --help", "show this help");
  for (const argument of command.arguments) addArgument(parser, argument);
  for (const option of command.options) addOption(parser, option);
  parser.addHelpText("after", exampleText(command));
  parser.action(async () => {
    await command.run(parser.args, optionValues(parser, command.options), context);
  });
}

function addArgument(parser: Parser, { name, description }: ArgumentSpec): void {
  parser.argument(name, description);
}

function addOption(parser: Parser, spec: OptionSpec): void {
  const option = toOption(spec, spec.flags);
  parser.addOption(spec.hidden ? option.hideHelp() : option);
  if (spec.alias) parser.addOption(toOption(spec, spec.alias).hideHelp());
}

function toOption(spec: OptionSpec, flags: string): Option {
  const { description, defaultValue, isRequired = false, choices, parse } = spec;
  const option = new Option(flags, description).makeOptionMandatory(isRequired);
  if (defaultValue !== undefined) option.default(defaultValue);
  if (choices) option.choices(choices);
  if (parse) option.argParser(parse);
  return option;
}

/** Returns the values by option name. A value given under the alias of an option replaces its own. */
function optionValues(parser: Parser, specs: readonly OptionSpec[]): object {
  const values: Record<string, unknown> = { ...parser.opts() };
  for (const { flags, alias } of specs) {
    if (alias === undefined) continue;
    const other = new Option(alias).attributeName();
    const name = new Option(flags).attributeName();
    if (values[other] !== undefined) values[name] = values[other];
    delete values[other];
  }
  return values;
}

function exampleText({ examples }: Command): string {
  if (examples.length === 0) return "";
  return `\nExamples:\n${examples.map(({ line, meaning }) => `  ${line}\n      ${meaning}`).join("\n")}\n`;
}
