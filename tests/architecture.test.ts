import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** A room may import its own files and rooms of lower floors. */
const floors: Readonly<Record<string, number>> = {
  errors: 0,
  version: 0,
  math: 1,
  files: 1,
  async: 1,
  hierarchy: 1,
  options: 1,
  onnx: 2,
  task: 2,
  evaluation: 2,
  encoder: 3,
  llm: 3,
  words: 3,
  head: 3,
  calibration: 3,
  prompts: 3,
  tuning: 4,
  hub: 4,
  "model-file": 4,
  "class-groups": 4,
  "trained-model": 5,
  generation: 5,
  training: 6,
  "fine-tuning": 7,
  classifier: 8,
  index: 9,
  encoders: 9,
  generate: 9,
  io: 9,
  testing: 9,
  service: 10,
  report: 10,
  store: 10,
  server: 11,
  mcp: 11,
  studio: 12,
  client: 12,
  cli: 13,
};

/** Built-in modules that reach the disk, the network or the clock, and the rooms that may use them. */
const worldly = /^node:(fs|http|https|net|child_process|os|process)/;
const worldlyRooms = new Set([
  "files",
  "onnx",
  "task",
  "encoder",
  "llm",
  "hub",
  "model-file",
  "generation",
  "classifier",
  "report",
  "store",
  "server",
  "service",
  "mcp",
  "studio",
  "cli",
]);

interface Import {
  readonly file: string;
  readonly room: string;
  readonly specifier: string;
  /** Whether the file is read at once: neither a type nor an import() in a function. */
  readonly isAtOnce: boolean;
}

function imports(): Import[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(source, file), "utf8");
      const found = text.matchAll(
        /^(?:import|export)\b[^;"'=(]*?["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/gm,
      );
      return [...found].map(([statement, fixed, lazy]) => ({
        file,
        room: roomOf(file),
        specifier: fixed ?? lazy,
        isAtOnce: fixed !== undefined && !/^(?:import|export) type\b/.test(statement),
      }));
    });
}

function roomOf(file: string): string {
  return file.split(/[/\\]/)[0].replace(/\.ts$/, "");
}

describe("the architecture", () => {
  const all = imports();

  it("has a floor for every room", () => {
    const rooms = new Set(all.map((each) => each.room));
    expect(rooms.size).toBeGreaterThan(5);
    expect([...rooms].filter((room) => !(room in floors))).toEqual([]);
  });

  it("lets a room import lower floors and itself only", () => {
    const wrong = all
      .filter(({ specifier }) => specifier.startsWith("."))
      .map(({ file, room, specifier }) => {
        const target = roomOf(relative(source, resolve(source, dirname(file), specifier)));
        return { file, room, target };
      })
      .filter(({ room, target }) => room !== target && !(floors[target] < floors[room]));
    expect(wrong).toEqual([]);
  });

  it("lets rooms above the front door use the public names, the room of files and one another only", () => {
    const above = new Set(Object.keys(floors).filter((room) => floors[room] > floors.index));
    const doors = new Set(["index", "version", "files", ...above]);
    const wrong = all
      .filter(({ room, specifier }) => above.has(room) && specifier.startsWith("."))
      .filter(
        ({ file, specifier }) =>
          !doors.has(roomOf(relative(source, resolve(source, dirname(file), specifier)))),
      );
    expect(wrong).toEqual([]);
  });

  it("starts the command line without the library, so that help and wrong flags are answered at once", () => {
    const read = new Set(["cli/main.ts"]);
    for (const file of read) {
      for (const each of all.filter((one) => one.isAtOnce && one.file.replaceAll("\\", "/") === file)) {
        if (!each.specifier.startsWith(".")) continue;
        read.add(relative(source, resolve(source, dirname(file), each.specifier)).replaceAll("\\", "/"));
      }
    }
    expect(read.size).toBeGreaterThan(50);
    expect([...new Set([...read].map(roomOf))].sort()).toEqual([
      "cli",
      "errors",
      "files",
      "service",
      "version",
    ]);
  });

  it("keeps disk, network and clock in the rooms that are made for them", () => {
    const wrong = all.filter(({ room, specifier }) => worldly.test(specifier) && !worldlyRooms.has(room));
    expect(wrong).toEqual([]);
  });

  it("has no circle of imports", () => {
    const targets = new Map<string, string[]>();
    for (const { file, specifier } of all.filter((each) => each.specifier.startsWith("."))) {
      const target = relative(source, resolve(source, dirname(file), specifier));
      targets.set(file, [...(targets.get(file) ?? []), target]);
    }
    expect(circleIn(targets)).toEqual([]);
  });
});

/** Returns files that import one another in a circle, as a path from a file to itself. Empty if there is no circle. */
function circleIn(targets: ReadonlyMap<string, readonly string[]>): string[] {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const target of targets.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle.length > 0) return circle;
    }
    finished.add(file);
    return [];
  };
  for (const file of targets.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
