/**
 * Measures the space statistics of the bundled encoder on written classification tasks, writes them to
 * assets/encoder/background.f32 and enters that file in encoder.json. Run it after a new encoder was built:
 *
 *     tsx scripts/make-background.ts [TASKS.jsonl.gz]
 *
 * The input has one task per line: {"task", "classes": [{"name", "prompt", "examples"}]}. Default: the tasks in assets/.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledEncoderFolder } from "../src/encoder/bundled-encoder.ts";
import { openOnnxEncoder } from "../src/encoder/onnx-encoder.ts";
import { spaceStatisticsToBytes } from "../src/encoder/space-statistics.ts";
import { sha256 } from "../src/files/sha256.ts";
import { measureSpace } from "../src/hub/measure-space.ts";
import { readWrittenTasks } from "../src/hub/written-tasks.ts";

const descriptionFile = join(bundledEncoderFolder, "encoder.json");
const description = JSON.parse(readFileSync(descriptionFile, "utf8"));
const encoder = await openOnnxEncoder(bundledEncoderFolder);
const tasks = await readWrittenTasks(process.argv[2]);
const bytes = spaceStatisticsToBytes(await measureSpace(encoder, tasks));
writeFileSync(join(bundledEncoderFolder, "background.f32"), bytes);
description.files["background.f32"] = { bytes: bytes.length, sha256: sha256(bytes) };
writeFileSync(descriptionFile, `${JSON.stringify(description, null, 2)}\n`);
console.log(`Measured on ${tasks.length} tasks.`);
