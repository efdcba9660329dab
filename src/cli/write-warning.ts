import { type Context, writeLine } from "./context.ts";
import { styled } from "./styled.ts";

/** A warning in a line of its own, beside the results. */
export function writeWarning(message: string, { stderr, env }: Pick<Context, "stderr" | "env">): void {
  writeLine(stderr, `${styled("yellow", "Warning:", stderr, env)} ${message}`);
}
