import { z } from "zod";
import { idSchema, revisionSchema } from "./basics.ts";
import { jobSchema } from "./jobs.ts";
import { answersStateSchema, projectStateSchema } from "./projects.ts";

/**
 * GET /api/projects/:project/events: server-sent events (text/event-stream). The name of the event is `type`, its data is
 * the object below as JSON. The first event is always "state", also after a reconnection. A comment line every 15
 * seconds keeps the connection open.
 */
export const studioEventSchema = z.discriminatedUnion("type", [
  /** Something is stored: counts, revision, undo. Sent at most four times per second. */
  z.object({ type: z.literal("state"), state: projectStateSchema }),
  /** How far the answers are. `fresh`: ids of texts whose answers are new, the texts in view first; absent: read the page again. */
  z.object({
    type: z.literal("answers"),
    answers: answersStateSchema,
    fresh: z.array(idSchema).optional(),
  }),
  /** Classes changed, by this tab or another one. */
  z.object({ type: z.literal("classes"), revision: revisionSchema }),
  z.object({ type: z.literal("findings"), revision: revisionSchema }),
  z.object({ type: z.literal("job"), job: jobSchema }),
  z.object({ type: z.literal("versions"), revision: revisionSchema }),
  /** The project was deleted; the stream ends. */
  z.object({ type: z.literal("deleted") }),
]);
export type StudioEvent = z.infer<typeof studioEventSchema>;
