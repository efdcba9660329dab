import { once } from "node:events";
import { loadOptionalPackage } from "../../files/optional-package.ts";
import type { Command } from "../command.ts";
import { writeLine, writeWarning } from "../context.ts";
import { openInBrowser } from "../open-in-browser.ts";
import { type SharedOptions, verboseOption, wholeNumber } from "../shared-options.ts";

interface StudioFlags extends SharedOptions {
  readonly port?: number;
  readonly open?: boolean;
  readonly export?: string;
  readonly project?: string;
}

const packages = ["hono", "@hono/node-server", "@libsql/client", "yazl"];
const defaultFolder = "./pilesort-studio";

export const studio: Command<StudioFlags> = {
  name: "studio",
  summary: "Sort texts in the browser: write classes, watch the answers change, correct, export.",
  details:
    "Opens the browser with a link that works once. The page is served to this machine only, and nothing leaves it. All " +
    "projects are in one folder; to keep a backup, stop the studio and copy the folder, or use --export. Ctrl+C stops it.",
  arguments: [
    { name: "[folder]", description: `folder of the projects, which is created (default: ${defaultFolder})` },
  ],
  options: [
    {
      flags: "--port <number>",
      description: "port to listen on (default: any free port)",
      parse: wholeNumber("--port", 0, 65_535),
    },
    { flags: "--no-open", description: "print the link, but do not open the browser" },
    { flags: "--export <zip>", description: "write a backup of a project to this file, and end" },
    { flags: "--project <id>", description: "the project of --export: the name of its folder" },
    verboseOption,
  ],
  examples: [
    { line: "pilesort studio", meaning: "Opens the studio on ./pilesort-studio." },
    {
      line: "pilesort studio --export backup.zip --project support-mail",
      meaning: "Writes everything of one project to a file.",
    },
  ],

  async run([folder = defaultFolder], flags, context) {
    if (flags.export !== undefined) {
      const { exportBackup } = await load(() => import("../../studio/export/export-backup.ts"));
      const id = await exportBackup(folder, flags.project, flags.export);
      writeLine(context.stderr, `Wrote the project ${id} to ${flags.export}.`);
      return;
    }
    const { startStudio } = await load(() => import("../../studio/start-studio.ts"));
    const running = await startStudio({
      ...{ folder, port: flags.port, environment: context.env },
      log: ({ level, message, ...details }) => {
        if (level === "info" && !flags.verbose) return;
        writeLine(context.stderr, `${level}: ${message} ${JSON.stringify(details)}`);
      },
    });
    try {
      if (!running.hasPage) {
        writeWarning(
          "The page of the studio is missing from this installation (dist/web/studio), so only its API is served. Install pilesort again, or run `npm run build` in its source.",
          context,
        );
      }
      const link = running.link();
      writeLine(context.stdout, `The studio is open for ${running.studio.folder}:`);
      writeLine(context.stdout, link);
      writeLine(context.stdout, "The link works once. Ctrl+C stops the studio.");
      if (flags.open !== false && running.hasPage && !(await openInBrowser(link)))
        writeWarning("No browser could be opened; open the link yourself.", context);
      if (!context.signal.aborted) await once(context.signal, "abort");
    } finally {
      await running.stop();
    }
  },
};

/** Loads a part of the studio, whose packages are optional. */
function load<Part>(part: () => Promise<Part>): Promise<Part> {
  return loadOptionalPackage(part, packages, { source: "pilesort studio" }, "runs with");
}
