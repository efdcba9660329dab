import { z } from "zod";

const replySchema = z.object({
  key: z.string(),
  subject: z.string(),
  model: z.string(),
  text: z.string(),
  // An invalid count does not make a reply unusable.
  tokensIn: z.number().optional().catch(undefined),
  tokensOut: z.number().optional().catch(undefined),
});

/** A reply as it is kept, one per line. */
export type KeptReply = Readonly<z.infer<typeof replySchema>>;

/** A reply and the number of its line, from 1. */
export interface PlacedReply {
  readonly reply: KeptReply;
  readonly line: number;
}

export interface ReplyLines {
  /** Replies by key, in the order of the file. A call whose reply was not usable is made again, so a key may have several. */
  readonly replies: Map<string, PlacedReply[]>;
  /** Number of whole lines, including those that are not a reply. */
  readonly lineCount: number;
  /** Number of lines that are not a reply. They stay in the file. */
  readonly unreadableLines: number;
  /** Number of bytes to keep; the rest is a line that was not written completely. */
  readonly wholeBytes: number;
  /** Whether the last line is complete except for its line feed. */
  readonly lacksLineFeed: boolean;
}

const lineFeed = 10;

/** Reads replies from the bytes of a file that may end in the middle of a line and may contain damaged lines. */
export function parseReplyLines(bytes: Buffer): ReplyLines {
  const replies = new Map<string, PlacedReply[]>();
  let unreadableLines = 0;
  let lineCount = 0;
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    const line = bytes.toString("utf8", start, end).trim();
    const reply = parseReply(line);
    lineCount++;
    if (reply !== undefined) addReply(replies, { reply, line: lineCount });
    else if (line !== "") unreadableLines++;
    start = end + 1;
  }
  const last = parseReply(bytes.toString("utf8", start));
  if (last === undefined)
    return { replies, lineCount, unreadableLines, wholeBytes: start, lacksLineFeed: false };
  lineCount++;
  addReply(replies, { reply: last, line: lineCount });
  return { replies, lineCount, unreadableLines, wholeBytes: bytes.length, lacksLineFeed: true };
}

/** Adds a reply after the others of its key. */
export function addReply(replies: ReplyLines["replies"], placed: PlacedReply): void {
  const others = replies.get(placed.reply.key);
  if (others === undefined) replies.set(placed.reply.key, [placed]);
  else others.push(placed);
}

function parseReply(line: string): KeptReply | undefined {
  try {
    return replySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
