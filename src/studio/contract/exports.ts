import { z } from "zod";

/**
 * GET /api/projects/:project/export/snippets?version=3 -> how to use the exported model. Each works if it is pasted after the zip
 * was unpacked in the working folder.
 */
export const snippetsSchema = z.object({
  /** Name of the folder in the zip. */
  folder: z.string(),
  snippets: z.array(
    z.object({
      /** "Command line", "TypeScript", "curl". */
      title: z.string(),
      language: z.enum(["bash", "ts"]),
      code: z.string(),
    }),
  ),
});
export type Snippets = z.infer<typeof snippetsSchema>;

// Files, each with a content-disposition; add ?version=N for a stored version, else the present state:
// GET /api/projects/:project/export/model.zip   the model folder
// GET /api/projects/:project/export/task.yaml   classes and descriptions
// GET /api/projects/:project/export/data.jsonl  texts with labels, corrections and answers
// GET /api/projects/:project/export/data.csv
// GET /api/projects/:project/export/project.zip everything: database, versions, replies of language models
