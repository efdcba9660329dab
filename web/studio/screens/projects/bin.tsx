import type { Studio } from "../../../../src/studio/contract.ts";
import { studioApi } from "../../api/studio-api.ts";
import { attempt } from "../../state/connection.ts";
import { dateAndTime } from "../../state/words.ts";

interface BinProps {
  readonly bin: Studio["bin"];
  readonly onChanged: () => Promise<void>;
}

/** Deleted projects, which can be restored. */
export function Bin({ bin, onChanged }: BinProps) {
  if (bin.length === 0) return null;
  const after = (work: () => Promise<unknown>) => () => void attempt(work).then(onChanged);
  return (
    <details class="bin">
      <summary>Bin ({bin.length})</summary>
      <ul>
        {bin.map(({ id, name, deleted }) => (
          <li key={id} class="row wide">
            <span>
              {name} <span class="muted small">deleted {dateAndTime(deleted)}</span>
            </span>
            <span class="row">
              <button type="button" class="button" onClick={after(() => studioApi.restore(id))}>
                Restore<span class="visually-hidden"> “{name}”</span>
              </button>
              <button
                type="button"
                class="button quiet danger"
                onClick={after(() => studioApi.removeForGood(id))}
              >
                Delete for good<span class="visually-hidden">: “{name}”</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
