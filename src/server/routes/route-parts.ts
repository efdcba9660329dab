import type { z } from "zod";
import type { Classification } from "../../index.ts";
import { HttpProblem } from "../http/problem.ts";
import { problem } from "../schemas/problem.ts";
import type { ServerParts } from "../server-parts.ts";

/** Describes a JSON body. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } } as const;
}

/** Describes the answer to a valid request, and the problems that every route can answer with. */
export function replies<Schema extends z.ZodType>(schema: Schema, description: string) {
  return {
    200: { description, content: { "application/json": { schema } } },
    default: problemReply,
  } as const;
}

/** Describes the answer that a job has begun. */
export function accepted<Schema extends z.ZodType>(schema: Schema, description: string) {
  return {
    202: { description, content: { "application/json": { schema } } },
    default: problemReply,
  } as const;
}

export const problemReply = {
  description: "Why the request was not answered.",
  content: { "application/problem+json": { schema: problem } },
} as const;

/** Gives data the type of its schema: fields that the schema leaves open, and lists that are read-only, are JSON too. */
export function asReply<Schema extends z.ZodType>(_: Schema, data: object): z.output<Schema> {
  return data as z.output<Schema>;
}

/** Answers with a stream. The framework has types for JSON only. */
export function streamReply(body: ReadableStream<Uint8Array>, contentType: string): never {
  return new Response(body, { headers: { "Content-Type": contentType } }) as never;
}

/** @throws HttpProblem if models cannot be changed by requests */
export function requireWritable({ readOnly }: Pick<ServerParts, "readOnly">): void {
  if (readOnly)
    throw new HttpProblem(403, "This server does not change models; start it without --read-only.");
}

/** Fields of a classification that clients do not get; the probabilities are in `scores`, too. */
const hiddenFields: ReadonlySet<string> = new Set(["text", "item", "probabilities", "scores"]);

/** Returns a classification as clients get it: all fields but the text, and the probabilities in one form. */
export function answerView(found: Classification): Omit<Classification, "text" | "probabilities"> {
  // Not by taking fields out of a copy: reading the probabilities by name would make them.
  const shown = Object.keys(found).filter((name) => !hiddenFields.has(name)) as (keyof Classification)[];
  const fields = Object.fromEntries(shown.map((name) => [name, found[name]]));
  return { ...(fields as unknown as Classification), scores: found.scores };
}
