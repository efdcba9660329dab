import { version } from "../../version.ts";
import { type ApiDocument, apiPage } from "../docs/api-page.ts";
import { apiPageStyles } from "../docs/api-page-styles.ts";
import type { ServerApp, ServerParts } from "../server-parts.ts";

/** Paths that need no token: health checks send none. */
export const openPaths: ReadonlySet<string> = new Set(["/healthz", "/readyz"]);

const information = {
  openapi: "3.1.0",
  info: {
    title: "pilesort server",
    version,
    description:
      "Classifies texts with models of pilesort. Errors are problems with one sentence (`application/problem+json`). If the server " +
      "has a token, send it as `Authorization: Bearer TOKEN`.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
};

/** Adds health checks, figures for Prometheus, the OpenAPI document and its page. */
export function addServiceRoutes(app: ServerApp, { registry, metrics, lifecycle }: ServerParts): void {
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", (c) => {
    const isReady = !lifecycle.isStopping && registry.isReady;
    return c.json(
      { status: isReady ? "ready" : lifecycle.isStopping ? "stopping" : "loading" },
      isReady ? 200 : 503,
    );
  });
  app.get("/metrics", async (c) => {
    const { body, contentType } = await metrics.text();
    return c.body(body, 200, { "Content-Type": contentType });
  });
  app.doc31("/openapi.json", information);
  app.get("/docs", (c) => {
    const document = app.getOpenAPI31Document(information) as unknown as ApiDocument;
    return c.html(apiPage(document, "/docs/style.css"));
  });
  app.get("/docs/style.css", (c) =>
    c.body(apiPageStyles, 200, { "Content-Type": "text/css; charset=utf-8" }),
  );
  app.get("/", (c) => c.redirect("/docs"));
}
