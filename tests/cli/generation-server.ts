import { type Answer, type SeenRequest, startModelServer } from "../llm/model-server.ts";

/** Subjects of the texts of each class, and of out-of-scope texts. */
const things: Readonly<Record<string, readonly string[]>> = {
  refund: [
    "my money back",
    "the payment I made twice",
    "a wrong charge on my card",
    "the price of the invoice",
  ],
  delivery: [
    "a parcel that is late",
    "the courier at the wrong door",
    "the tracking number",
    "a lost package",
  ],
  none: ["the weather in the mountains", "a violin concert", "growing tomatoes", "the football match"],
};
const manners = [
  (thing: string) => `Hello, I am writing about ${thing} and would like an answer soon.`,
  (thing: string) => `what about ${thing}??`,
  (thing: string) => `Nobody at your office could tell my wife anything about ${thing} yesterday.`,
  (thing: string) => `It is the third time this month that ${thing} spoils my whole evening, how annoying!`,
  (thing: string) => `Could you please explain to me, step by step, how to deal with ${thing}?`,
];

export const classWords = [
  "--class",
  "refund: The customer wants money back for something that was paid.",
  "delivery: A parcel is late, lost or at the wrong door.",
] as const;

/** Returns the class that a request is about. */
export function classOf(request: SeenRequest): string {
  const messages = messagesOf(request);
  return JSON.parse(messages[messages.length - 1].content).class.name;
}

/** Starts a server that replies to each request with new texts. `instead` can replace the reply to a request. */
export function startGenerationServer(
  instead: (...given: Parameters<Answer>) => ReturnType<Answer> | undefined,
) {
  const written = new Map<string, number>();
  return startModelServer((request, i) => instead(request, i) ?? writtenReply(request, written));
}

function writtenReply(request: SeenRequest, written: Map<string, number>): ReturnType<Answer> {
  const [, count, isOutOfScope] = /Write (\d+) texts (.*neither)?/.exec(messagesOf(request)[0].content) ?? [];
  const subject = isOutOfScope ? "none" : classOf(request);
  const start = written.get(subject) ?? 0;
  written.set(subject, start + Number(count));
  const texts = Array.from({ length: Number(count) }, (_, i) => textOf(subject, start + i));
  return completion(JSON.stringify({ texts }));
}

function messagesOf({ body }: SeenRequest): readonly { readonly content: string }[] {
  return (body as { messages: { content: string }[] }).messages;
}

/** Returns text number i of a subject. The first twenty are distinct. */
function textOf(subject: string, i: number): string {
  const about = things[subject];
  return manners[i % manners.length](about[i % about.length]);
}

/** Returns a reply of the chat completions interface. */
export function completion(content: string): ReturnType<Answer> {
  const choice = { index: 0, finish_reason: "stop", message: { role: "assistant", content } };
  const usage = { prompt_tokens: 300, completion_tokens: 100, total_tokens: 400 };
  return { body: { id: "1", object: "chat.completion", created: 0, model: "m", choices: [choice], usage } };
}
