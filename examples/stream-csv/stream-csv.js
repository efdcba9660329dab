// Classifies a CSV file of any length in constant memory: rows in, rows out, in the same order.
// node stream-csv.js input.csv output.csv
import { createRowWriter, readRows, train } from "pilesort";

const [input, output] = process.argv.slice(2);
const batchSize = 256;

const classifier = await train({
  classes: {
    refund: "The customer wants money back.",
    praise: "The customer is happy and says thank you.",
  },
});

const writer = await createRowWriter(output);
let batch = [];
for await (const row of readRows(input)) {
  batch.push(row);
  if (batch.length === batchSize) await classifyBatch();
}
await classifyBatch();
await writer.finish();
await classifier.dispose();

async function classifyBatch() {
  const answers = await classifier.classify(batch.map(({ text }) => text));
  for (const [i, { prediction, probability }] of answers.entries()) {
    await writer.write(batch[i], { prediction, probability });
  }
  batch = [];
}
