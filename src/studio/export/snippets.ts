import type { ProjectState, Snippets } from "../contract.ts";

/** Returns how to use an exported model: each snippet works in the folder in which the zip was unpacked. */
export function snippetsFor(folder: string, text: string, kind: ProjectState["kind"]): Snippets {
  const shell = `'${text.replaceAll("'", "'\\''")}'`;
  const body = `'${JSON.stringify({ text }).replaceAll("'", "'\\''")}'`;
  return {
    folder,
    snippets: [
      {
        title: "Command line",
        language: "bash",
        code: `pilesort classify --load ${folder} ${shell}`,
      },
      {
        title: "TypeScript",
        language: "ts",
        code: [
          'import { Classifier } from "pilesort";',
          "",
          `const classifier = await Classifier.load(${JSON.stringify(folder)});`,
          ...(kind === "multi-label"
            ? [
                `const answer = await classifier.classify(${JSON.stringify(text)});`,
                "console.log(answer.labels, answer.probabilities);",
              ]
            : [
                `const answer = await classifier.classify(${JSON.stringify(text)}, { none: true });`,
                "console.log(answer.prediction, answer.probability);",
              ]),
        ].join("\n"),
      },
      {
        title: "curl",
        language: "bash",
        code: [
          `pilesort serve --model ${folder} --port 8000 &`,
          "until curl --silent --fail http://127.0.0.1:8000/readyz > /dev/null; do sleep 1; done",
          `curl http://127.0.0.1:8000/v1/models/${folder}/classify \\`,
          "  --header 'Content-Type: application/json' \\",
          `  --data ${body}`,
        ].join("\n"),
      },
    ],
  };
}
