// A program that runtime.test.ts starts: trains two classes, adds examples, and prints the probabilities of three texts.
import { Classifier } from "../../src/index.ts";

const classifier = new Classifier();
classifier.defineClass({ name: "refund", prompt: "The customer wants money back." });
classifier.defineClass({ name: "praise", prompt: "The customer is happy." });
classifier.addDataToClass("refund", ["please send my money back", "you charged me twice"]);
classifier.addDataToClass("praise", ["a wonderful shop, thank you"]);
await classifier.train({ tune: false });
const answers = await classifier.classify(["I was charged two times", "I love it", "Where is my parcel?"]);
console.log(JSON.stringify(answers.map(({ probabilities }) => Object.values(probabilities))));
await classifier.dispose();
