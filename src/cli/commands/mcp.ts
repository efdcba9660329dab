import { basename, resolve } from "node:path";
import { counted } from "../../files/readable-numbers.ts";
import { type Command, UsageError } from "../command.ts";
import { writeLine } from "../context.ts";
import { changeModelInTurn } from "../model-turn.ts";
import { openClassifier } from "../open-classifier.ts";
import {
  cacheOption,
  encoderOption,
  maxWindowsOption,
  type SharedOptions,
  storeOption,
  verboseOption,
} from "../shared-options.ts";

interface McpFlags extends SharedOptions {
  readonly model: readonly string[];
  readonly allowCorrections?: boolean;
}

export const mcp: Command<McpFlags> = {
  name: "mcp",
  summary: "Serve saved models to an agent by the Model Context Protocol, on standard input and output.",
  details:
    "The agent starts this command itself; the guide docs/guides/agents.md has the configuration. Tools: list_models, classify, " +
    "classify_many and explain. With --allow-corrections also correct, which changes the model folder. Texts are not logged. " +
    "It needs the package @modelcontextprotocol/sdk beside pilesort.",
  arguments: [],
  options: [
    {
      flags: "--model <models...>",
      description: "name=FOLDER, or a folder, whose last part is then the name; can be repeated",
      isRequired: true,
    },
    { flags: "--allow-corrections", description: "let the agent correct answers and save the model" },
    encoderOption,
    storeOption,
    maxWindowsOption,
    cacheOption,
    verboseOption,
  ],
  examples: [
    {
      line: "pilesort mcp --model mail=models/mail",
      meaning: "Serves one model until the input ends.",
    },
  ],

  async run(_values, { model, allowCorrections = false, ...flags }, { stdin, stdout, stderr, signal }) {
    const models = model.map(parseModel);
    const names = new Set(models.map(({ name }) => name));
    if (names.size < models.length)
      throw new UsageError("Two models of --model have the same name; give each its own: name=FOLDER.");
    const { serveMcp } = await import("../../mcp/serve-mcp.ts");
    await serveMcp({
      models,
      allowCorrections,
      inTurn: changeModelInTurn,
      open: (folder) => openClassifier(folder, flags),
      input: stdin,
      output: stdout,
      signal,
      onReady: () =>
        writeLine(stderr, `Serving ${counted(models.length, "model")} on standard input and output.`),
    });
  },
};

/** "mail=models/mail" or "models/mail". */
function parseModel(value: string): { readonly name: string; readonly path: string } {
  const at = value.indexOf("=");
  const [name, path] = at < 0 ? [basename(resolve(value)), value] : [value.slice(0, at), value.slice(at + 1)];
  if (name !== "" && path !== "") return { name, path };
  throw new UsageError(`The option --model must be name=FOLDER or a folder; got ${JSON.stringify(value)}.`);
}
