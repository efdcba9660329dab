import { Hono } from "hono";
import type { PageSessions } from "../server/http/access.ts";
import { createHttpApp, type HttpEnv } from "../server/http/http-app.ts";
import { Lifecycle } from "../server/http/lifecycle.ts";
import type { LogSink } from "../server/http/log.ts";
import { staticFiles } from "../server/http/static-files.ts";
import { addClassRoutes } from "./routes/class-routes.ts";
import { addEventRoutes } from "./routes/event-routes.ts";
import { addExportRoutes } from "./routes/export-routes.ts";
import { answerFailure } from "./routes/failures.ts";
import { addImportRoutes } from "./routes/import-routes.ts";
import { addExampleRoutes, addJobRoutes } from "./routes/job-routes.ts";
import { addProjectRoutes } from "./routes/project-routes.ts";
import { addQualityRoutes } from "./routes/quality-routes.ts";
import { addTextRoutes } from "./routes/text-routes.ts";
import { addVersionRoutes } from "./routes/version-routes.ts";
import type { Studio } from "./studio.ts";

export interface StudioAppOptions {
  readonly studio: Studio;
  /** Who may use it. */
  readonly sessions: PageSessions;
  readonly log: LogSink;
  /** Shared with the listener. Default: one of its own */
  readonly lifecycle?: Lifecycle;
  /** Folder with the built page. Absent: only the API is served. */
  readonly page?: string;
}

/** Maximum number of bytes of a request, but for imports. A task file of 5,000 classes has about 3 MB. */
const bodyBytes = 20 * 1024 ** 2;

/** Makes the app of the studio: the API at /api, and the page at all other paths. */
export function createStudioApp(options: StudioAppOptions): Hono<HttpEnv> {
  const { studio, sessions, log, page, lifecycle = new Lifecycle() } = options;
  const app = createHttpApp({
    ...{ log, lifecycle, access: { sessions } },
    body: {
      bytes: bodyBytes,
      isStream: (path) => /^\/api\/projects\/[^/]+\/imports(\/preview)?$/.test(path),
    },
  });
  const api = new Hono<HttpEnv>();
  addProjectRoutes(api, studio);
  addClassRoutes(api, studio);
  addTextRoutes(api, studio);
  addImportRoutes(api, studio);
  addQualityRoutes(api, studio);
  addJobRoutes(api, studio);
  addExampleRoutes(api, studio);
  addVersionRoutes(api, studio);
  addExportRoutes(api, studio);
  addEventRoutes(api, studio, lifecycle);
  api.onError(answerFailure);
  app.route("/api", api);
  if (page !== undefined) app.use(staticFiles(page, { immutablePrefix: "/assets/" }));
  return app;
}
