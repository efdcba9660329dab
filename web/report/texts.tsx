import { useSignal } from "@preact/signals";
import { useCallback, useId } from "preact/hooks";
import type { TextMap } from "../../src/report/report-data.ts";
import { type DiskMap, diskMapPlot } from "../plots/disk-map.ts";
import { nameOf } from "../plots/draw.ts";
import { textMapPlot } from "../plots/text-map.ts";
import { count } from "../shared/numbers.ts";
import { Plotted } from "../shared/plotted.tsx";
import { visible } from "./visible.tsx";

/** The map of the texts, with a choice of the class that stands out. */
export function Texts({ map }: { readonly map: TextMap }) {
  const chosen = useSignal("");
  const id = useId();
  const highlighted = chosen.value === "" ? undefined : Number(chosen.value);
  const draw = useCallback(
    (width: number) =>
      map.disks === undefined
        ? textMapPlot(map, { width, highlighted })
        : diskMapPlot(map as DiskMap, { width, highlighted }),
    [map, highlighted],
  );
  if (map.points.length === 0) return <p>{emptySentence(map)}</p>;
  const wrong = map.points.filter(({ truth, prediction }) => truth !== prediction).length;
  return (
    <>
      <p>
        Each point is a text{map.disks === undefined && ", colored by its true class"}; a cross is an error.{" "}
        {map.points.length < map.of
          ? `Shown is a random sample of ${count(map.points.length)} of ${count(map.of)} rows, with ${count(wrong)} errors.`
          : `Shown are all ${count(map.of)} rows, with ${count(wrong)} errors.`}
      </p>
      <div class="search">
        <label for={id}>Highlight</label>
        <select
          id={id}
          value={chosen.value}
          onChange={(event) => {
            chosen.value = event.currentTarget.value;
          }}
        >
          <option value="">all classes</option>
          {map.labels.map((label, i) => (
            <option key={label} value={String(i)}>
              {visible(nameOf(label))}
            </option>
          ))}
        </select>
      </div>
      <Plotted draw={draw} />
      <p class="muted">{meaningOf(map)} The errors are listed under “Wrong answers”.</p>
    </>
  );
}

function emptySentence({ labels }: TextMap): string {
  return (
    `A map of ${count(labels.length)} classes would be too crowded to read. ` +
    "The tree of classes or the groups, if there are any, and the confusion matrix show them."
  );
}

/** Says what the places of the points show, and what they do not show. */
function meaningOf({ axes, shownShare }: TextMap): string {
  if (axes === "disks") {
    return (
      "Each circle is a class and holds the texts that were answered with it, the surest in the middle. Errors lie at the edge, on " +
      "the side of their true class. Classes that are confused are drawn close together; other distances have no meaning."
    );
  }
  if (axes === "scores") {
    return (
      "The map shows the two directions in which the scores (logarithms of the probabilities) of the classes differ most; they " +
      `hold ${Math.round(100 * shownShare)} % of the differences. Near points have similar probabilities for the classes that these ` +
      "directions separate. Classes that overlap here may be well separated in other directions, and distances between far groups mean little."
    );
  }
  const across = "From left to right: the odds of the second class against the first.";
  return axes === "odds"
    ? `${across} From bottom to top: the odds of being out of scope. The map shows nothing else of the texts.`
    : `${across} The height has no meaning; it only keeps points apart.`;
}
