import type { Context } from "hono";
import { InputError } from "../../index.ts";
import type { HttpEnv } from "../../server/http/http-app.ts";
import {
  HttpProblem,
  type ProblemDetails,
  type ProblemStatus,
  problemResponse,
} from "../../server/http/problem.ts";
import { TooManyJobsError } from "../../service/jobs/job.ts";
import { ConflictError, NotFoundError } from "../../store/refusals.ts";
import { failureSchema } from "../contract.ts";
import { FieldError, StateConflict } from "./route-tools.ts";

/**
 * Turns the errors of the studio into problems. Errors that are not its own are thrown again, so that the app logs them.
 */
export async function answerFailure(error: Error, context: Context<HttpEnv>): Promise<Response> {
  if (error instanceof FieldError) return problem(context, 400, error.message, { field: error.field });
  if (error instanceof StateConflict) return problem(context, 409, error.message, { current: error.current });
  if (error instanceof ConflictError) return problem(context, 409, error.message, {});
  if (error instanceof NotFoundError) return problem(context, 404, error.message, {});
  if (error instanceof TooManyJobsError) return problem(context, 429, error.message, {});
  // What the request asks for is well-formed, but it cannot be done in this state.
  if (error instanceof InputError) return problem(context, 422, error.message, {});
  throw error;
}

async function problem(
  context: Context<HttpEnv>,
  status: ProblemStatus,
  message: string,
  more: { readonly field?: string; readonly current?: unknown },
): Promise<Response> {
  const plain = problemResponse(new HttpProblem(status, message), context.var.requestId);
  const details = failureSchema.parse({ ...((await plain.json()) as ProblemDetails), ...more });
  return new Response(JSON.stringify(details), { status, headers: plain.headers });
}
