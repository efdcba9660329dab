// Executes the marked blocks of the pages and writes what they print into the pages: npm run docs:output [-- FILE...]
import { readFileSync, writeFileSync } from "node:fs";
import { runnablePages } from "./pages.ts";
import { runPage, showsOutput } from "./run-page.ts";

for (const file of process.argv.length > 2 ? process.argv.slice(2) : runnablePages()) {
  let page = readFileSync(file, "utf8");
  const outputs = runPage(file).filter(({ block, printed }) => !showsOutput(block.content, printed));
  for (const { block, printed } of outputs.reverse()) {
    const end = block.start + block.content.length;
    page = `${page.slice(0, block.start)}${printed.trimEnd()}\n${page.slice(end)}`;
  }
  writeFileSync(file, page);
  console.log(`${file}: ${outputs.length} outputs changed.`);
}
