// Trains a classifier from two descriptions, asks it, corrects it, and keeps it.
import { Classifier, train } from "pilesort";

const classifier = await train({
  classes: {
    refund: "The customer wants money back: a double charge, a returned order, a cancelled subscription.",
    praise: "The customer is happy and says thank you.",
  },
});

const answer = await classifier.classify("I was charged twice, please pay it back.");
console.log(answer.prediction, answer.probability.toFixed(2));

// One text with its label corrects the model. It is trained again in well under a second.
classifier.addDataToClass("praise", "You people are something else!");
await classifier.train({ tune: false });

await classifier.save("models/quickstart");
const same = await Classifier.load("models/quickstart");
console.log(await same.predict("You people are something else!"));

await classifier.dispose();
await same.dispose();
