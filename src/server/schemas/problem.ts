import { z } from "zod";

export const problem = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "A stable name of the problem, for programs." }),
    detail: z.string().meta({ description: "One sentence: what happened, and what to do." }),
    requestId: z.string(),
  })
  .meta({ id: "Problem", description: "Why a request was not answered (RFC 9457)." });
