import type { AnswersState } from "../../../src/studio/contract.ts";
import { count } from "../../shared/numbers.ts";
import type { OpenProject } from "../state/project.ts";

const phases: Readonly<Record<AnswersState["phase"], string>> = {
  current: "Answers are current",
  waiting: "Waiting …",
  embedding: "Reading texts",
  fitting: "Learning",
  answering: "Answering",
  failed: "No answers yet",
};

/** Says whether the answers follow the latest change. */
export function AnswersStatus({ project }: { readonly project: OpenProject }) {
  const { answers } = project.state.value;
  return (
    <span class={`answers-status ${answers.phase}`} title={answers.problem ?? durationOf(answers)}>
      <span class="dot" aria-hidden="true" />
      <span class="answers-phase">{statusText(answers)}</span>
    </span>
  );
}

function statusText({ phase, done, total, problem }: AnswersState): string {
  if ((phase === "current" || phase === "waiting") && problem !== undefined) return phases.failed;
  if (total > 1 && phase !== "current") return `${phases[phase]}: ${count(done)} of ${count(total)}`;
  return phases[phase];
}

function durationOf({ inViewMs, allMs }: AnswersState): string {
  if (inViewMs === undefined) return "";
  const all = allMs === undefined ? "" : ` All texts: ${seconds(allMs)}.`;
  return `After the last change, the texts in view had new answers in ${seconds(inViewMs)}.${all}`;
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
