import type { GenerationPlan } from "../../../../src/index.ts";
import { count } from "../../../shared/numbers.ts";
import { TableFrame } from "../../parts/table-frame.tsx";
import { duration, plural } from "../../state/words.ts";

const rounds = [
  { round: "classes", name: "Examples of the classes", most: false },
  { round: "borders", name: "Texts between classes, and out of scope", most: true },
  { round: "refills", name: "Replacement of dropped texts", most: true },
] as const;

/** Shows what a generation takes at most: calls, tokens, time and cost. */
export function PlanTable({ plan }: { readonly plan: GenerationPlan }) {
  const hasCost = plan.classes.cost !== undefined;
  const totalCost = rounds.reduce((sum, { round }) => sum + (plan[round].cost ?? 0), 0);
  return (
    <div class="stack">
      <TableFrame label="Plan">
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Calls</th>
              <th scope="col">Tokens</th>
              <th scope="col">Time</th>
              {hasCost && <th scope="col">Cost</th>}
            </tr>
          </thead>
          <tbody>
            {rounds.map(({ round, name, most }) => {
              const { calls, tokensIn, tokensOut, seconds, cost } = plan[round];
              return (
                <tr key={round}>
                  <th scope="row">{name}</th>
                  <td>
                    {most && "at most "}
                    {count(calls)}
                  </td>
                  <td>{count(tokensIn + tokensOut)}</td>
                  <td>{duration(seconds)}</td>
                  {hasCost && <td>{(cost ?? 0).toFixed(2)}</td>}
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
      <p class="small">
        {hasCost && <strong>It costs at most {totalCost.toFixed(2)}. </strong>}
        {plan.rowsShown > 0
          ? `${plural(plan.rowsShown, "text")} of yours are sent along.`
          : "None of your texts is sent, only names and descriptions."}
      </p>
    </div>
  );
}
