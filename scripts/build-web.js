// Builds every page in web/ that has a vite.config.ts into dist/web/NAME.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

const web = join(import.meta.dirname, "../web");
for (const name of readdirSync(web)) {
  const configFile = join(web, name, "vite.config.ts");
  if (!existsSync(configFile)) continue;
  await build({ configFile, root: join(web, name), logLevel: "warn", mode: "production" });
}
