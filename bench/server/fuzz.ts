// Sends random requests for every operation of the OpenAPI document: see README.md. Needs `npm run build`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { saveSmallModel, serveModels } from "./small-server.ts";

const { values } = parseArgs({
  options: { examples: { type: "string", default: "25" }, seed: { type: "string", default: "1" } },
});
const schemathesis = process.env.PILESORT_SCHEMATHESIS ?? "schemathesis";
const port = 18313;
const folder = mkdtempSync(join(tmpdir(), "pilesort-fuzz-"));
const models = await saveSmallModel(folder);
cpSync(join(models, "mail"), join(models, "mail.v1"), { recursive: true });
// Jobs that wait are answered with 503 from some number on, which is right but not what is looked for.
const server = serveModels(models, port, ["--max-jobs", "100000", "--max-texts", "20"]);
try {
  for (;;) {
    const reply = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (reply?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const checks = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
  ];
  const words = [
    "run",
    `http://127.0.0.1:${port}/openapi.json`,
    "--max-examples",
    values.examples,
    "--seed",
    values.seed,
  ];
  const limits = [
    "--checks",
    checks.join(","),
    "--phases",
    "examples,coverage,fuzzing",
    "--request-timeout",
    "120",
    "--continue-on-failure",
  ];
  const fuzzer = spawn(schemathesis, [...words, ...limits, "--no-color"], {
    stdio: "inherit",
    cwd: folder,
    env: { ...process.env, SCHEMATHESIS_HOOKS: join(import.meta.dirname, "schemathesis_hooks.py") },
  });
  const [code] = await once(fuzzer, "exit");
  process.exitCode = code ?? 1;
} finally {
  server.kill();
  await once(server, "exit");
  rmSync(folder, { recursive: true, force: true });
}
