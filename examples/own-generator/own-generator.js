// Generates examples with a function instead of a language model: templates filled with words.
import { Classifier } from "pilesort";

const subjects = [
  "the parcel",
  "my order",
  "the blue lamp",
  "package 4711",
  "the second box",
  "my new chair",
];
const templates = {
  lost: [
    "Where is $? It should be here by now.",
    "$ never arrived.",
    "The tracking page has not moved for a week, where is $?",
  ],
  broken: [
    "$ came with a crack.",
    "I opened the box and found that $ is broken.",
    "$ does not work at all, one piece is snapped off.",
  ],
};

const fromTemplates = {
  name: "templates",
  async generate({ name }, { count }) {
    const texts = templates[name].flatMap((template) =>
      subjects.map((subject) => template.replace("$", subject)),
    );
    return texts.slice(0, count);
  },
};

const classifier = new Classifier();
classifier.defineClass({ name: "lost", prompt: "A delivery that did not arrive." });
classifier.defineClass({ name: "broken", prompt: "A delivery that arrived damaged." });
const report = await classifier.generate({ generators: [fromTemplates], folder: "piles/deliveries" });
await classifier.train({ tune: false });

console.log(`${report.examples} examples kept.`);
console.log(await classifier.predict("The lid of the teapot is in two pieces."));
await classifier.dispose();
