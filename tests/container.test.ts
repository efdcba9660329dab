import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = resolve(import.meta.dirname, "..");
const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8").replaceAll("\\\n", " ");
const lines = dockerfile.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
/** The instructions of the image that runs: those after the last FROM. */
const image = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
const wordsOf = (instruction: string): string[] => {
  const line = image.find((each) => each.startsWith(`${instruction} `)) ?? "";
  return JSON.parse(line.slice(line.indexOf("["))) as string[];
};

const models = mkdtempSync(join(tmpdir(), "pilesort-container-"));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(models, { recursive: true });
});

/** Returns the command of the image for this machine: other folder, other port. */
function commandOf(port: number): string[] {
  const here: Readonly<Record<string, string>> = {
    "node_modules/pilesort/dist/cli/main.js": join(root, "dist/cli/main.js"),
    "/models": models,
    "8000": String(port),
    "0.0.0.0": "127.0.0.2",
  };
  return [...wordsOf("ENTRYPOINT"), ...wordsOf("CMD")].slice(1).map((word) => here[word] ?? word);
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

describe("the Dockerfile", () => {
  it("runs as a user without rights, on pinned slim images, with a health check and a volume", () => {
    expect(
      lines.filter((line) => line.startsWith("FROM ")).every((line) => /:\d+-\w+-slim( AS \w+)?$/.test(line)),
    ).toBe(true);
    expect(image.indexOf("USER node")).toBeGreaterThan(
      image.findLastIndex((line) => line.startsWith("RUN ")),
    );
    expect(image).toContain("VOLUME /models");
    expect(image.some((line) => line.startsWith("HEALTHCHECK "))).toBe(true);
    expect(dockerfile).not.toMatch(/^ADD |sudo|chmod 777|:latest/m);
  });

  it("copies files that exist and runs scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, script] of dockerfile.matchAll(/npm run (\S+)/g)) expect(scripts[script]).toBeDefined();
    const copied = lines
      .find((line) => line.startsWith("COPY package.json"))!
      .split(" ")
      .slice(1, -1);
    for (const file of copied) expect(() => readFileSync(join(root, file))).not.toThrow();
    const ignored = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
    for (const needed of ["src", "web", "assets", "scripts", "package.json"])
      expect(ignored).not.toContain(needed);
  });

  it("starts nothing that other machines reach without a token", () => {
    const [main, ...words] = [...wordsOf("ENTRYPOINT"), ...wordsOf("CMD")].slice(1);
    const given = words.map((word) => (word === "/models" ? models : word));
    const found = spawnSync(process.execPath, [join(root, "dist/cli/main.js"), ...given], {
      env: { ...process.env, PILESORT_TOKEN: "" },
      encoding: "utf8",
    });
    expect(main).toBe("node_modules/pilesort/dist/cli/main.js");
    expect(found.status).toBe(2);
    expect(found.stderr).toContain("Other machines can reach the address 0.0.0.0");
  });

  it("has a command that serves, a health check that succeeds, and ends on SIGTERM", async () => {
    const port = await freePort();
    const env = { ...process.env, PILESORT_TOKEN: "0123456789abcdef" };
    const server = spawn(process.execPath, commandOf(port), { env, stdio: ["ignore", "ignore", "pipe"] });
    started.push(server);
    const [, line] = /CMD (\[.*\])/.exec(image.find((each) => each.startsWith("HEALTHCHECK"))!)!;
    const [, ...words] = JSON.parse(line) as string[];
    const check = words.map((word) => word.replace("127.0.0.1:8000", `127.0.0.2:${port}`));
    const isHealthy = () => spawnSync(process.execPath, check).status;
    await expect.poll(isHealthy, { timeout: 60_000, interval: 500 }).toBe(0);
    const status = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    expect(await status).toBe(0);
    expect(isHealthy()).toBe(1);
  });
});

describe("the compose file", () => {
  it("runs the same command with a model, without rights, and only with a token", () => {
    const { services } = parse(readFileSync(join(root, "compose.yaml"), "utf8")) as {
      services: { pilesort: Record<string, unknown> };
    };
    const { command, cap_drop, read_only, environment, ports } = services.pilesort;
    expect((command as string[]).slice(0, 7)).toEqual(wordsOf("CMD"));
    expect({ cap_drop, read_only }).toEqual({ cap_drop: ["ALL"], read_only: true });
    expect(JSON.stringify(environment)).toContain(":?");
    expect(ports).toEqual(["127.0.0.1:8000:8000"]);
  });
});
