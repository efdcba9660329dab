import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Reply } from "./contract.ts";
import type { SeenRequest, ServerReply } from "./model-server.ts";

/** A provider's way to say what every provider says. */
export interface Wire {
  readonly name: string;
  readonly path: string;
  reply(reply: Exclude<Reply, "never">): ServerReply;
  failure(status: number, message: string): ServerReply;
  /** The parts of a request, wherever this provider wants them. */
  read(request: SeenRequest): {
    readonly model: unknown;
    readonly instructions: unknown;
    readonly data: unknown;
    readonly temperature: unknown;
    readonly maximumTokens: unknown;
    readonly schema: unknown;
    readonly key: unknown;
  };
}

export function fixture(name: string): Record<string, Record<string, never>> {
  return JSON.parse(readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8"));
}

interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly temperature?: number;
  readonly max_tokens?: number;
  readonly response_format?: { readonly type: string; readonly json_schema?: { readonly schema: object } };
}

function chatWire(name: string, fixtureName: string): Wire {
  const { reply, failure } = fixture(fixtureName);
  return {
    name,
    path: "/v1/chat/completions",
    reply({ text, isCut }) {
      const choice = reply.choices[0] as { message: object };
      const message = { ...choice.message, content: text };
      return {
        body: { ...reply, choices: [{ ...choice, message, finish_reason: isCut ? "length" : "stop" }] },
      };
    },
    failure: (status, message) => ({
      status,
      body: { error: { ...(failure.error as object), message } },
    }),
    read({ body, headers }) {
      const { model, messages, temperature, max_tokens, response_format } = body as unknown as ChatBody;
      return {
        model,
        instructions: messages.find(({ role }) => role === "system")?.content,
        data: messages.find(({ role }) => role === "user")?.content,
        temperature,
        maximumTokens: max_tokens,
        schema: response_format?.json_schema?.schema,
        key: headers.authorization?.toString().replace("Bearer ", ""),
      };
    },
  };
}

interface MessagesBody {
  readonly model: string;
  readonly system: readonly { readonly text: string }[];
  readonly messages: readonly { readonly content: readonly { readonly text: string }[] }[];
  readonly temperature?: number;
  readonly max_tokens: number;
  readonly output_config?: { readonly format: { readonly schema: object } };
}

function messagesWire(): Wire {
  const { reply, failure } = fixture("anthropic");
  return {
    name: "anthropic:claude-sonnet-4-5",
    path: "/v1/messages",
    reply: ({ text, isCut }) => ({
      body: {
        ...reply,
        content: text === "" ? [] : [{ type: "text", text }],
        stop_reason: isCut ? "max_tokens" : "end_turn",
      },
    }),
    failure: (status, message) => ({
      status,
      body: { ...failure, error: { ...(failure.error as object), message } },
    }),
    read({ body, headers }) {
      const { model, system, messages, temperature, max_tokens, output_config } =
        body as unknown as MessagesBody;
      return {
        model,
        instructions: system[0].text,
        data: messages[0].content[0].text,
        temperature,
        maximumTokens: max_tokens,
        schema: output_config?.format.schema,
        key: headers["x-api-key"],
      };
    },
  };
}

export const wires: readonly Wire[] = [
  chatWire("openai:gpt-4.1-mini", "openai"),
  messagesWire(),
  chatWire("ollama:qwen3:4b", "ollama"),
  chatWire("smollm2", "llama-cpp-python"),
];
