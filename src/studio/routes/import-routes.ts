import type { Hono } from "hono";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { HttpProblem } from "../../server/http/problem.ts";
import { LabelFinder } from "../../store/class-paths.ts";
import { listClasses } from "../../store/class-table.ts";
import { importTexts, removeImport } from "../../store/import-texts.ts";
import { readSettings } from "../../store/settings.ts";
import {
  changedSchema,
  importedSchema,
  importPreviewSchema,
  importQuerySchema,
  previewQuerySchema,
  studioLimits,
} from "../contract.ts";
import { guessFormat, previewImport, readImport } from "../project/read-import.ts";
import type { Studio } from "../studio.ts";
import { answer, idOf, projectOf, queryOf, type StudioContext } from "./route-tools.ts";

const base = "/projects/:project/imports";

/** Adds the routes that import texts. */
export function addImportRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.post(`${base}/preview`, async (c) => {
    const { database } = await projectOf(c, studio);
    const { format, name, ...columns } = queryOf(c, previewQuerySchema);
    const bytes = await bytesOf(c);
    const finder = new LabelFinder(await listClasses(database));
    const { kind } = await readSettings(database);
    const isKnown = (label: string) => finder.find(label) !== undefined;
    const preview = { ...columns, format: format ?? guessFormat(bytes, name) };
    return answer(c, importPreviewSchema, await previewImport(bytes, preview, { kind, isKnown }));
  });
  api.post(base, async (c) => {
    const project = await projectOf(c, studio);
    const query = queryOf(c, importQuerySchema);
    const { kind } = await readSettings(project.database);
    const { texts, skipped, notices } = await readImport(await bytesOf(c), query, kind);
    const options = { name: query.name ?? "pasted texts", newLabels: query.newLabels };
    const { revision, ...done } = await importTexts(project.database, texts, options);
    project.changed("classes", revision);
    return answer(c, importedSchema, { revision, ...done, skipped, notices }, 201);
  });
  api.delete(`${base}/:id`, async (c) => {
    const project = await projectOf(c, studio);
    const { revision } = await removeImport(project.database, idOf(c));
    project.changed("classes", revision);
    return answer(c, changedSchema, { revision });
  });
}

/** Reads an uploaded file. @throws HttpProblem if it is too large */
async function bytesOf(c: StudioContext): Promise<Uint8Array> {
  const limit = studioLimits.importBytes;
  const tooLarge = () =>
    new HttpProblem(413, `The file is larger than ${limit / 1024 ** 2} MiB; import it in parts.`, {
      Connection: "close",
    });
  if (Number(c.req.header("content-length") ?? 0) > limit) throw tooLarge();
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of c.req.raw.body ?? []) {
    size += part.length;
    if (size > limit) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}
