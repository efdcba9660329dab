import type { Changes } from "../../../../src/studio/contract.ts";
import { count } from "../../../shared/numbers.ts";
import { ClassName } from "../../parts/class-name.tsx";

type Pair = Changes["pairs"][number];

interface ChangedPairsProps {
  readonly pairs: readonly Pair[];
  readonly chosen: Pair | undefined;
  readonly onChoose: (pair: Pair | undefined) => void;
}

/** Lists pairs of answers before and after, the most frequent first. A click shows their texts. */
export function ChangedPairs({ pairs, chosen, onChoose }: ChangedPairsProps) {
  if (pairs.length === 0) return null;
  return (
    <ul class="pairs">
      {pairs.map((pair) => {
        const isChosen = chosen?.beforeId === pair.beforeId && chosen.afterId === pair.afterId;
        return (
          <li key={`${pair.beforeId} ${pair.afterId}`}>
            <button
              type="button"
              aria-pressed={isChosen}
              onClick={() => onChoose(isChosen ? undefined : pair)}
            >
              <span class="pair">
                <ClassName label={pair.before} />
                <span class="muted" aria-hidden="true">
                  →
                </span>
                <span class="visually-hidden">became</span>
                <ClassName label={pair.after} />
              </span>
              <span class="class-count">{count(pair.texts)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
