import type { Command, CommandGroup, OptionSpec } from "./command.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What completion needs to know about a command. */
interface Entry {
  /** "train", "encoders pull". */
  readonly path: string;
  readonly summary: string;
  /** Empty for a group. */
  readonly options: readonly Flag[];
  /** Words that can follow: the commands of a group, or the choices of an argument. */
  readonly words: readonly string[];
}

interface Flag {
  /** "--load" and "-v". */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly description: string;
}

const help: Flag = { names: ["--help", "-h"], takesValue: false, choices: [], description: "show this help" };

/**
 * Makes the completion script for a shell, from the same data as the parser.
 * @param commands all commands in the order of the help
 */
export function completionScript(commands: readonly (Command | CommandGroup)[], shell: Shell): string {
  const entries = commands.flatMap(entriesOf);
  const names = [...commands.map(({ name }) => name), "help"];
  if (shell === "fish") return fishScript(commands, entries);
  const zsh = "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";
  return `${shell === "zsh" ? zsh : ""}${bashScript(names, entries)}`;
}

function entriesOf(command: Command | CommandGroup): Entry[] {
  if (!("commands" in command)) return [entryOf(command, command.name)];
  const { name, summary, commands } = command;
  const group = { path: name, summary, options: [help], words: commands.map((each) => each.name) };
  return [group, ...commands.map((each) => entryOf(each, `${name} ${each.name}`))];
}

function entryOf({ summary, options, arguments: values }: Command, path: string): Entry {
  const flags = [...options.filter(({ hidden }) => !hidden).map(toFlag), help];
  return { path, summary, options: flags, words: values.flatMap(({ choices = [] }) => choices) };
}

function toFlag({ flags, choices = [], description }: OptionSpec): Flag {
  const names = [...flags.matchAll(/(?<![\w-])--?[a-z][a-z0-9-]*/g)].map(([name]) => name);
  return {
    names: names.sort((a, b) => b.length - a.length),
    takesValue: flags.includes("<"),
    choices,
    description,
  };
}

/** The shell completes file names where the script offers no words. */
function bashScript(names: readonly string[], entries: readonly Entry[]): string {
  const groups = entries.filter(({ path }) => entries.some((each) => each.path.startsWith(`${path} `)));
  const values = new Map(
    entries.flatMap(({ options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .flatMap((flag) => flag.names.map((name) => [name, flag])),
    ),
  );
  const valueCases = [...values].map(([name, { choices }]) => `    ${name}) words="${choices.join(" ")}" ;;`);
  const commandCases = entries.map(
    ({ path, options, words }) =>
      `    "${path}") words="${[...words, ...options.flatMap((flag) => flag.names)].join(" ")}" ;;`,
  );
  return `_pilesort() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command" in
      "") case "\${COMP_WORDS[i]}" in -*) ;; *) command="\${COMP_WORDS[i]}" ;; esac ;;
      ${groups.map(({ path }) => `"${path}"`).join("|")}) case "\${COMP_WORDS[i]}" in -*) ;; *) command="$command \${COMP_WORDS[i]}" ;; esac ;;
    esac
  done
  case "$previous" in
${valueCases.join("\n")}
    *) case "$command" in
    ""|help) words="${names.join(" ")} --help --version" ;;
${commandCases.join("\n")}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _pilesort pilesort
`;
}

function fishScript(commands: readonly (Command | CommandGroup)[], entries: readonly Entry[]): string {
  const top = commands.map(({ name, summary }) =>
    fishLine("__fish_use_subcommand", ["-f", "-a", name], summary),
  );
  const inner = entries.flatMap(({ path, options, words }) => {
    const [first, second] = path.split(" ");
    const seen = [first, second].filter((name) => name !== undefined);
    const condition = seen.map((name) => `__fish_seen_subcommand_from ${name}`).join("; and ");
    return [
      ...words.map((word) => fishLine(condition, ["-f", "-a", word], "")),
      ...options.map((flag) => fishLine(condition, fishFlag(flag), flag.description)),
    ];
  });
  return `${[...top, ...inner].join("\n")}\n`;
}

function fishFlag({ names, takesValue, choices }: Flag): string[] {
  const spelled = names.flatMap((name) =>
    name.startsWith("--") ? ["-l", name.slice(2)] : ["-s", name.slice(1)],
  );
  if (choices.length > 0) return [...spelled, "-x", "-a", fishQuoted(choices.join(" "))];
  return takesValue ? [...spelled, "-r"] : spelled;
}

function fishLine(condition: string, words: readonly string[], description: string): string {
  const described = description === "" ? [] : ["-d", fishQuoted(description)];
  return ["complete", "-c", "pilesort", "-n", fishQuoted(condition), ...words, ...described].join(" ");
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
