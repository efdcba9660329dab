// Classifies a CSV file of any length in constant memory: rows in, rows out, in the same order.
// node stream-csv.js input.csv output.csv
import { createRowWriter, readRows, train } from "pilesort";

const [input, output] = process.argv.slice(2);

const classifier = await train({
  classes: {
    refund: "The customer wants money back.",
    praise: "The customer is happy and says thank you.",
  },
});

const writer = await createRowWriter(output);
for await (const { item, prediction, probability } of classifier.classifyStream(readRows(input))) {
  await writer.write(item, { prediction, probability });
}
await writer.finish();
await classifier.dispose();
