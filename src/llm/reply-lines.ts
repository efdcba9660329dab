import { z } from "zod";

const replySchema = z.object({
  key: z.string(),
  subject: z.string(),
  model: z.string(),
  text: z.string(),
  // A reply is not given up for a count that makes no sense.
  tokensIn: z.number().optional().catch(undefined),
  tokensOut: z.number().optional().catch(undefined),
});

/** A reply as it is kept, one a line. */
export type KeptReply = Readonly<z.infer<typeof replySchema>>;

export interface ReplyLines {
  /** By key; of several with one key, the last. */
  readonly replies: Map<string, KeptReply>;
  /** Lines that are no reply. They stay in the file. */
  readonly unreadableLines: number;
  /** How many bytes from the start are good to keep; what follows is the half of a line that was being written. */
  readonly wholeBytes: number;
  /** Whether the last line is whole but for its end. */
  readonly lacksLineFeed: boolean;
}

const lineFeed = 10;

/** Reads replies from a file that may end in the middle of a line, and may be damaged anywhere. */
export function parseReplyLines(bytes: Buffer): ReplyLines {
  const replies = new Map<string, KeptReply>();
  let unreadableLines = 0;
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    const line = bytes.toString("utf8", start, end).trim();
    const reply = parseReply(line);
    if (reply !== undefined) replies.set(reply.key, reply);
    else if (line !== "") unreadableLines++;
    start = end + 1;
  }
  const last = parseReply(bytes.toString("utf8", start));
  if (last === undefined) return { replies, unreadableLines, wholeBytes: start, lacksLineFeed: false };
  replies.set(last.key, last);
  return { replies, unreadableLines, wholeBytes: bytes.length, lacksLineFeed: true };
}

function parseReply(line: string): KeptReply | undefined {
  try {
    return replySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
