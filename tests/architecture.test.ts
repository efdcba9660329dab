import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** A room may import its own files and rooms of lower floors. */
const floors: Readonly<Record<string, number>> = {
  // The ground that every room stands on.
  errors: -1,
  "disk-errors": -1,
  sha256: -1,
  version: -1,
  // Below math until the matrix products of math move here.
  onnx: -0.5,
  math: 0,
  files: 0,
  async: 0,
  task: 1,
  encoder: 1,
  llm: 1,
  head: 1,
  calibration: 1,
  evaluation: 1,
  piles: 2,
  training: 2,
  tuning: 2,
  "model-file": 2,
  classifier: 3,
  index: 4,
  server: 5,
  cli: 6,
};

/** Built-in modules that reach the disk, the network or the clock, and the rooms that may use them. */
const worldly = /^node:(fs|http|https|net|child_process|os|process)/;
const worldlyRooms = new Set(["files", "onnx", "task", "model-file", "llm", "encoder", "server", "cli"]);

interface Import {
  readonly file: string;
  readonly room: string;
  readonly specifier: string;
}

function imports(): Import[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(source, file), "utf8");
      const found = text.matchAll(
        /^(?:import|export)\b[^;"'=(]*?["']([^"']+)["']|\bimport\(["']([^"']+)["']\)/gm,
      );
      return [...found].map(([, fixed, lazy]) => ({ file, room: roomOf(file), specifier: fixed ?? lazy }));
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

  it("lets the command line and the server use the front door, the room of files and their own files only", () => {
    const doors = new Set(["index", "version", "files", "disk-errors", "cli", "server"]);
    const wrong = all
      .filter(({ room, specifier }) => (room === "cli" || room === "server") && specifier.startsWith("."))
      .filter(
        ({ file, specifier }) =>
          !doors.has(roomOf(relative(source, resolve(source, dirname(file), specifier)))),
      );
    expect(wrong).toEqual([]);
  });

  it("keeps disk, network and clock in the rooms that are made for them", () => {
    const wrong = all.filter(({ room, specifier }) => worldly.test(specifier) && !worldlyRooms.has(room));
    expect(wrong).toEqual([]);
  });
});
