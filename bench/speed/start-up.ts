import { measureInTurn, secondsOf } from "./in-turn.ts";
import { builtCommand, nodeProcess } from "./node-process.ts";
import type { Question } from "./result.ts";
import { withSmallModel } from "./small-model.ts";

const rounds = 7;

export const startUp: Question = {
  name: "start",
  title: "How long does `pilesort classify` take from start to answer?",
  answer: () =>
    withSmallModel(async (model) => {
      const figures = await measureInTurn(
        [
          processVariant("pilesort classify --load M woof", [
            builtCommand,
            "classify",
            "--load",
            model,
            "woof",
          ]),
          processVariant("node alone", ["--eval", "0"]),
        ],
        rounds,
      );
      return {
        figures,
        verdicts: [{ name: "seconds, whole process", value: figures[0].median, bound: "at most", aim: 0.6 }],
      };
    }),
};

function processVariant(name: string, words: readonly string[]) {
  return { name, unit: "s", measure: () => secondsOf(() => nodeProcess(words)) };
}
