import { openTokenCounter } from "../encoder/count-tokens.ts";
import { Budget } from "../llm/budget.ts";
import { openReplyJournal, type ReplyJournal } from "../llm/reply-journal.ts";
import type { GenerationOptions } from "./generation-options.ts";
import { openPileFolder, type PileFolder } from "./pile-folder.ts";

/** Holds what one generation uses: the budget, the journal of replies and the folder of piles. */
export class GenerationSession {
  private constructor(
    readonly budget: Budget,
    readonly replies: ReplyJournal,
    readonly files: PileFolder,
  ) {}

  /**
   * Opens the folder; other runs cannot use it until this session is closed.
   * @throws InputError if the caps or the folder cannot be used
   */
  static async open(
    options: Pick<GenerationOptions, "folder" | "fresh" | "caps" | "prices">,
  ): Promise<GenerationSession> {
    const { caps, prices, folder, fresh = false } = options;
    const budget = new Budget({ caps, prices, countTokens: await openTokenCounter() });
    const replies = await openReplyJournal(folder, { fresh });
    try {
      return new GenerationSession(budget, replies, await openPileFolder(folder, fresh));
    } catch (error) {
      await replies.close();
      throw error;
    }
  }

  /** Waits until all replies are on disk, and frees the folder for other runs. */
  close(): Promise<void> {
    return this.replies.close();
  }
}
