import type { Readable, Writable } from "node:stream";
import { loadOptionalPackage, rethrow } from "../files/optional-package.ts";
import { version } from "../version.ts";
import { type ServedModel, ServedModels } from "./served-models.ts";
import { addTools, type ToolOptions } from "./tools.ts";

const sdk = "@modelcontextprotocol/sdk";

/** What is served, and where the messages come from and go to. */
export interface McpOptions extends ToolOptions {
  /** Name and folder of each model. */
  readonly models: readonly { readonly name: string; readonly path: string }[];
  readonly input: Readable;
  readonly output: Writable;
  /** Ends the server. */
  readonly signal: AbortSignal;
  /** Called when the models are open and messages are read. */
  readonly onReady?: () => void;
}

/**
 * Serves models to an agent by the Model Context Protocol, one JSON message per line, until the input ends.
 * @throws InputError if the package of the protocol is not installed; ModelFileError if a model cannot be opened
 */
export async function serveMcp({
  models,
  input,
  output,
  signal,
  onReady,
  ...options
}: McpOptions): Promise<void> {
  const { McpServer, StdioServerTransport } = await loadSdk();
  const opened: ServedModel[] = [];
  try {
    for (const { name, path } of models) opened.push({ name, path, classifier: await options.open(path) });
    const server = new McpServer({ name: "pilesort", version });
    addTools(server, new ServedModels(opened), options);
    const ended = new Promise<void>((resolve) => {
      server.server.onclose = resolve;
      input.once("end", resolve);
      input.once("close", resolve);
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await server.connect(new StdioServerTransport(input, output));
    onReady?.();
    await ended;
    await server.close();
  } finally {
    await new ServedModels(opened).dispose();
  }
}

function loadSdk() {
  const load = async () => {
    const { McpServer } = await import("@modelcontextprotocol/sdk/server/mcp.js").catch(rethrow);
    const { StdioServerTransport } = await import("@modelcontextprotocol/sdk/server/stdio.js").catch(rethrow);
    return { McpServer, StdioServerTransport };
  };
  return loadOptionalPackage(load, [sdk], { source: "pilesort mcp" }, "needs");
}
