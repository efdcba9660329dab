import { styleText } from "node:util";
import type { Context, Terminal } from "./context.ts";

/** Text as a terminal shows it: bold or in colour on a screen, plain where it is piped or NO_COLOR is set. */
export function styled(
  style: Parameters<typeof styleText>[0],
  text: string,
  stream: Terminal,
  env: Context["env"],
): string {
  return stream.isTTY && !env.NO_COLOR ? styleText(style, text, { validateStream: false }) : text;
}
