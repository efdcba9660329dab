// Classifies lists of texts with the built library when it is asked to. Argument: the folder of a model.
import { Classifier } from "../../dist/index.js";

const classifier = await Classifier.load(process.argv[2]);
await classifier.classify("warm up");
process.on("message", async ({ texts, oneByOne }: { texts: string[]; oneByOne: boolean }) => {
  const milliseconds: number[] = [];
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  if (oneByOne) {
    for (const text of texts) {
      const begin = performance.now();
      await classifier.classify(text);
      milliseconds.push(performance.now() - begin);
    }
  } else await classifier.classify(texts);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  process.send!({ seconds, milliseconds, cpuMilliseconds: (user + system) / 1000 });
});
process.send!("ready");
