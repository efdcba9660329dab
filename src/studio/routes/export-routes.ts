import { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import type { Hono } from "hono";
import { z } from "zod";
import type { HttpEnv } from "../../server/http/http-app.ts";
import { readSettings } from "../../store/settings.ts";
import { type Label, snippetsSchema } from "../contract.ts";
import { exportedTexts, taskFile, zipModel, zipProject } from "../export/export-project.ts";
import { snippetsFor } from "../export/snippets.ts";
import type { Project } from "../project/project.ts";
import type { Studio } from "../studio.ts";
import { answer, projectOf, queryOf, type StudioContext } from "./route-tools.ts";

const base = "/projects/:project/export";
const versionQuery = z.strictObject({ version: z.coerce.number().int().positive().optional() });
/** The text of the snippets of a project without texts, and the longest one that is shown. */
const usualText = "Where is my parcel?";
const longestText = 200;

/** Adds the routes that export models, data and whole projects. */
export function addExportRoutes(api: Hono<HttpEnv>, studio: Studio): void {
  api.get(`${base}/model.zip`, async (c) => {
    const { version } = queryOf(c, versionQuery);
    const project = await projectOf(c, studio);
    return download(c, await zipModel(project, version), `${project.id}.zip`, "application/zip");
  });
  api.get(`${base}/project.zip`, async (c) => {
    const project = await projectOf(c, studio);
    return download(c, await zipProject(project), `${project.id}-project.zip`, "application/zip");
  });
  api.get(`${base}/task.yaml`, async (c) => {
    const { version } = queryOf(c, versionQuery);
    const project = await projectOf(c, studio);
    return download(c, await taskFile(project, version), `${project.id}.yaml`, "application/yaml");
  });
  api.get(`${base}/data.jsonl`, async (c) => {
    const project = await projectOf(c, studio);
    return download(c, streamOf(jsonLines(project)), `${project.id}.jsonl`, "application/x-ndjson");
  });
  api.get(`${base}/data.csv`, async (c) => {
    const project = await projectOf(c, studio);
    return download(c, streamOf(csvLines(project)), `${project.id}.csv`, "text/csv; charset=utf-8");
  });
  api.get(`${base}/snippets`, async (c) => {
    const project = await projectOf(c, studio);
    const [first] = await project.database.read<{ text: string }>(
      "SELECT text FROM text WHERE deleted = 0 AND length(text) <= ? AND instr(text, char(10)) = 0 ORDER BY id LIMIT 1",
      [longestText],
    );
    const { kind } = await readSettings(project.database);
    return answer(c, snippetsSchema, snippetsFor(project.id, first?.text ?? usualText, kind));
  });
}

async function* jsonLines(project: Project): AsyncGenerator<string> {
  for await (const row of exportedTexts(project)) yield `${JSON.stringify(row)}\n`;
}

async function* csvLines(project: Project): AsyncGenerator<string> {
  const { kind } = await readSettings(project.database);
  const labelColumn = kind === "multi-label" ? "labels" : "label";
  yield `text,${labelColumn},corrected,hard,prediction,probability,noneProbability\n`;
  for await (const row of exportedTexts(project)) {
    const { text, label, labels, corrected, hard, prediction, ...numbers } = row;
    const cells = [text, cellOf(labels ?? label), corrected, hard, cellOf(prediction)];
    yield stringify([[...cells, numbers.probability, numbers.noneProbability]], {
      cast: { boolean: (value) => String(value) },
    });
  }
}

/** Writes a label as a cell. Several labels are separated by semicolons, as `readLabelSets` reads them. */
function cellOf(label: Label | undefined): string | undefined {
  if (!Array.isArray(label)) return label === null ? "none" : (label as string | undefined);
  // An empty cell would be a text without a known label.
  const isPlain = label.length > 0 && label.every((name) => !/^\[|;/.test(name));
  return isPlain ? label.join(";") : JSON.stringify(label);
}

function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(lines, { objectMode: false })) as ReadableStream<Uint8Array>;
}

function download(
  c: StudioContext,
  content: string | ReadableStream<Uint8Array>,
  name: string,
  type: string,
): Response {
  return c.body(content as string, 200, {
    "Content-Type": type,
    "Content-Disposition": `attachment; filename="${name}"`,
  });
}
