// A program that runs.test.ts starts: trains two classes, fits data, and prints the probabilities of three texts.
import { train } from "../../src/index.ts";

const classifier = await train({
  classes: { refund: "The customer wants money back.", praise: "The customer is happy." },
  data: [
    { text: "please send my money back", label: "refund" },
    { text: "a wonderful shop, thank you", label: "praise" },
    { text: "you charged me twice", label: "refund" },
  ],
  tune: false,
});
const answers = await classifier.classify(["I was charged twice", "I love it", ""]);
console.log(JSON.stringify(answers.map(({ probabilities }) => probabilities)));
await classifier.dispose();
