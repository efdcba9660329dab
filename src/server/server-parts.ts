import type { OpenAPIHono } from "@hono/zod-openapi";
import type { JobRunner } from "../service/jobs/job-runner.ts";
import type { HttpEnv } from "./http/http-app.ts";
import type { Lifecycle } from "./http/lifecycle.ts";
import type { Limits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { AdHocClassifiers } from "./models/ad-hoc-classifiers.ts";
import type { ModelRegistry } from "./models/model-registry.ts";

/** The app of the server, to which routes are added. */
export type ServerApp = OpenAPIHono<HttpEnv>;

/** The language model that generates examples. Clients cannot choose it, so that they cannot make the server call addresses of theirs. */
export interface ServerLanguageModel {
  /** As of --llm, such as "ollama:qwen3". */
  readonly name: string;
  readonly url?: string;
  /** Environment variable with the key. The key itself is kept nowhere. */
  readonly keyVariable?: string;
  /** Cap on the calls of one job. */
  readonly maxCalls?: number;
}

/** What the routes work with. */
export interface ServerParts {
  readonly registry: ModelRegistry;
  readonly jobs: JobRunner;
  readonly adHoc: AdHocClassifiers;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  /** Whether models cannot be changed by requests. */
  readonly readOnly: boolean;
  readonly languageModel?: ServerLanguageModel;
}
