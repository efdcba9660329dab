import { type Answer, type SeenRequest, startModelServer } from "../llm/model-server.ts";

/** Things that the messages of each class are about, and of messages that belong to none. */
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

/** The class that a request asks about. */
export function classOf(request: SeenRequest): string {
  const messages = messagesOf(request);
  return JSON.parse(messages[messages.length - 1].content).class.name;
}

/** A server that writes new texts at each request; `instead` may answer some of the requests in another way. */
export function startGenerationServer(
  instead: (...given: Parameters<Answer>) => ReturnType<Answer> | undefined,
) {
  const written = new Map<string, number>();
  return startModelServer((request, i) => instead(request, i) ?? writtenReply(request, written));
}

function writtenReply(request: SeenRequest, written: Map<string, number>): ReturnType<Answer> {
  const [, count, isOutside] = /Write (\d+) texts (.*neither)?/.exec(messagesOf(request)[0].content) ?? [];
  const subject = isOutside ? "none" : classOf(request);
  const start = written.get(subject) ?? 0;
  written.set(subject, start + Number(count));
  const texts = Array.from({ length: Number(count) }, (_, i) => textOf(subject, start + i));
  return completion(JSON.stringify({ texts }));
}

function messagesOf({ body }: SeenRequest): readonly { readonly content: string }[] {
  return (body as { messages: { content: string }[] }).messages;
}

/** Number i of a subject's texts; twenty are all different. */
function textOf(subject: string, i: number): string {
  const about = things[subject];
  return manners[i % manners.length](about[i % about.length]);
}

/** A reply of the chat completions interface. */
function completion(content: string): ReturnType<Answer> {
  const choice = { index: 0, finish_reason: "stop", message: { role: "assistant", content } };
  const usage = { prompt_tokens: 300, completion_tokens: 100, total_tokens: 400 };
  return { body: { id: "1", object: "chat.completion", created: 0, model: "m", choices: [choice], usage } };
}
