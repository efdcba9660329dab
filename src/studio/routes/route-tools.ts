import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { HttpProblem } from "../../server/http/problem.ts";
import type { Project } from "../project/project.ts";
import type { Studio } from "../studio.ts";

/** A request to the API of the studio. */
export type StudioContext = Context<HttpEnv>;

/** A request that is invalid in one field. */
export class FieldError extends Error {
  override readonly name = "FieldError";
  readonly field: string;

  constructor(message: string, field: string) {
    super(message);
    this.field = field;
  }
}

/** A request that wanted to change something that was changed in the meantime. */
export class StateConflict extends Error {
  override readonly name = "StateConflict";
  readonly current: unknown;

  constructor(message: string, current: unknown) {
    super(message);
    this.current = current;
  }
}

/** Reads the body of a request as JSON of a form. @throws HttpProblem, FieldError */
export async function bodyOf<Schema extends z.ZodType>(
  context: StudioContext,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/json\b/i.test(type))
    throw new HttpProblem(415, 'Send JSON with the header "Content-Type: application/json".');
  let value: unknown;
  try {
    value = JSON.parse(await context.req.text());
  } catch {
    throw new HttpProblem(400, "The body of the request is not valid JSON.");
  }
  return checked(value, schema);
}

/** Reads the query of a request. @throws FieldError */
export function queryOf<Schema extends z.ZodType>(context: StudioContext, schema: Schema): z.output<Schema> {
  return checked(context.req.query(), schema);
}

function checked<Schema extends z.ZodType>(value: unknown, schema: Schema): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [{ path, message }] = error.issues;
  const field = path.join(".");
  throw new FieldError(field === "" ? message : `The field ${JSON.stringify(field)}: ${message}`, field);
}

/** Returns the number in the path of a request. @throws HttpProblem if it is none */
export function idOf(context: StudioContext, name = "id"): number {
  const text = context.req.param(name) ?? "";
  const id = Number(text);
  if (/^[1-9][0-9]{0,14}$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new HttpProblem(404, "There is nothing at this path.");
}

/** Returns the project in the path of a request, opened. @throws NotFoundError */
export function projectOf(context: StudioContext, studio: Studio): Promise<Project> {
  return studio.project(context.req.param("project") ?? "");
}

/** Answers with JSON in the form of the contract. Fields that the contract does not name are left out. */
export function answer<Schema extends z.ZodType>(
  context: StudioContext,
  schema: Schema,
  body: z.input<Schema>,
  status: ContentfulStatusCode = 200,
): Response {
  return context.json(schema.parse(body) as object, status);
}
