import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const examples = resolve(import.meta.dirname, "../examples");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pilesort-examples-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an example in an empty folder and returns what it printed. */
function run(file: string, ...words: string[]): string {
  return execFileSync(process.execPath, [join(examples, file), ...words], { cwd: folder, encoding: "utf8" });
}

describe("the examples", () => {
  it("quickstart: a description answers, and a correction is answered as corrected", () => {
    expect(run("quickstart/quickstart.js")).toMatch(/^refund 0\.\d\d\npraise\n$/);
  });

  it("own generator: examples from templates train the classes", () => {
    expect(run("own-generator/own-generator.js")).toMatch(/^\d\d examples kept\.\nbroken\n$/);
  });

  it("own encoder: any object with embed() serves", () => {
    expect(run("own-encoder/own-encoder.js")).toBe("[ 'number', 'address' ]\n");
  });

  it("stream a CSV: every row comes out in order, with its fields and its answer", () => {
    const texts = Array.from({ length: 600 }, (_, i) => (i % 2 ? "Thanks a lot!" : "Money back, please."));
    writeFileSync(join(folder, "in.csv"), `id,text\n${texts.map((text, i) => `${i},"${text}"\n`).join("")}`);
    run("stream-csv/stream-csv.js", "in.csv", "out.csv");
    const [header, ...rows] = readFileSync(join(folder, "out.csv"), "utf8").trim().split("\n");
    expect(header).toBe("id,text,prediction,probability");
    expect(rows).toHaveLength(600);
    rows.forEach((row, i) => {
      expect(row).toMatch(new RegExp(`^${i},.*,${i % 2 ? "praise" : "refund"},0\\.\\d+$`));
    });
  });

  it("HTTP endpoint: classifies texts, and rejects a body that is not a list of texts", async () => {
    const server = spawn(process.execPath, [join(examples, "http-endpoint/server.js")], {
      env: { ...process.env, PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const address = await addressOf(server);
      const ask = (body: string) => fetch(address, { method: "POST", body });
      const [answer] = (await (await ask('{"texts": ["Thank you so much!"]}')).json()) as [
        { prediction: string },
      ];
      expect(answer.prediction).toBe("praise");
      expect((await ask('{"texts": [1]}')).status).toBe(400);
      expect((await ask("nonsense")).status).toBe(400);
    } finally {
      server.kill();
      await once(server, "exit");
    }
  });

  it("grocery aisles: most products land in the right aisle, also from a copy of the Instacart data", () => {
    const printed = run("grocery-aisles/evaluate.js");
    const [, rows, share] = /^(\d+) products: ([\d.]+) %/.exec(printed) ?? [];
    expect(Number(rows)).toBe(167);
    expect(Number(share)).toBeGreaterThan(75);

    const copy = join(folder, "instacart");
    mkdirSync(copy);
    writeFileSync(join(copy, "aisles.csv"), "aisle_id,aisle\n1,coffee\n2,missing\n3,eggs\n");
    writeFileSync(
      join(copy, "products.csv"),
      "product_id,product_name,aisle_id,department_id\n1,Ground Coffee,1,7\n2,Something,2,21\n3,Brown Eggs,3,16\n",
    );
    expect(run("grocery-aisles/evaluate.js", copy)).toMatch(/^2 products: 100\.0 % in the right aisle\.\n/);
  });
});

async function addressOf(server: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: server.stdout! })) {
    const found = /http:\S+/.exec(line);
    if (found) return found[0];
  }
  throw new Error("The server ended before it listened.");
}
