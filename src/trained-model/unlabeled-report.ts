import { z } from "zod";

/** What a training did with texts that have no labels; saved with the model. */
export interface UnlabeledReport {
  /** Number of texts that were given, with blank ones and copies. */
  readonly given: number;
  /** Number of texts that the model was improved with: distinct ones, in scope, a random sample of very many. */
  readonly used: number;
  /** There were more distinct texts than a training takes, so that a random sample of them was looked at. */
  readonly sampled?: true;
  /** Number of distinct texts that were left out because they seem to be out of scope. */
  readonly outOfScope: number;
  /** Share of the used texts whose most probable class is another one than without them, 0 to 1. */
  readonly changed: number;
  /** Share of the used texts for which words and vectors agreed on the class when first asked, 0 to 1. */
  readonly agreement: number;
  /** The class that most of the texts in scope belong to, and their share, 0 to 1. Absent if none are in scope. */
  readonly mostCommon?: { readonly label: string; readonly share: number };
  /**
   * Why the texts changed nothing: "few" if too few distinct texts in scope are left, "outOfScope" if too few because
   * most are out of scope, "oneClass" if nearly all belong to one class, "disagreement" if words and vectors agree hardly
   * more often than by chance, "noGain" if the labeled examples show no gain. Absent if they were used.
   */
  readonly unused?: "few" | "outOfScope" | "oneClass" | "disagreement" | "noGain";
}

const share = z.number().min(0).max(1);

export const unlabeledReportSchema: z.ZodType<UnlabeledReport> = z.strictObject({
  given: z.int().nonnegative(),
  used: z.int().nonnegative(),
  sampled: z.literal(true).optional(),
  outOfScope: z.int().nonnegative(),
  changed: share,
  agreement: share,
  mostCommon: z.strictObject({ label: z.string(), share }).optional(),
  unused: z.enum(["few", "outOfScope", "oneClass", "disagreement", "noGain"]).optional(),
});
