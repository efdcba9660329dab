import { useEffect, useState } from "preact/hooks";
import type { Precision } from "../../../../src/studio/contract.ts";
import { count, percent } from "../../../shared/numbers.ts";
import { TextWork } from "../../parts/text-work.tsx";
import { attemptChange } from "../../state/change-order.ts";
import { attempt } from "../../state/connection.ts";
import { notify } from "../../state/notices.ts";
import type { OpenProject } from "../../state/project.ts";
import { useTextList } from "../../state/use-text-list.ts";
import { plural } from "../../state/words.ts";

/** Milliseconds after the last move of the slider until it is asked what it means. */
const pause = 150;

/** Chooses which share of the given answers must be right. Less certain answers go to a review queue. */
export function PrecisionSlider({ project }: { readonly project: OpenProject }) {
  const [share, setShare] = useState(95);
  const precision = usePrecision(project, share / 100);
  const use = async (threshold: number) => {
    if ((await attemptChange(() => project.api.change({ threshold }))) !== undefined)
      notify(`Answers below ${percent(threshold)} are “unsure” from now on.`);
  };
  return (
    <>
      <section class="card stack">
        <h2>How sure must an answer be?</h2>
        <label class="label">
          <span>
            Of the answers that are given, <output>{share} %</output> are right
          </span>
          <input
            type="range"
            min={50}
            max={99}
            value={share}
            onInput={(event) => setShare(Number(event.currentTarget.value))}
          />
        </label>
        <Meaning
          precision={precision}
          share={share / 100}
          current={project.state.value.threshold}
          onUse={use}
        />
      </section>
      <ReviewQueue project={project} />
    </>
  );
}

function usePrecision({ api, fresh }: OpenProject, share: number): Precision | undefined {
  const [precision, setPrecision] = useState<Precision>();
  const changes = fresh.value;
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const read = await attempt(() => api.readPrecision(share, stop.signal));
      if (!stop.signal.aborted) setPrecision(read);
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [api, share, changes]);
  return precision;
}

interface MeaningProps {
  readonly precision: Precision | undefined;
  /** The share at which the slider is. What is computed for another one cannot be used. */
  readonly share: number;
  readonly current: number;
  readonly onUse: (threshold: number) => void;
}

function Meaning({ precision, share, current, onUse }: MeaningProps) {
  if (precision === undefined) return <p class="muted">Computing …</p>;
  const {
    threshold,
    problem,
    answeredTexts = 0,
    reviewTexts = 0,
    rows = 0,
    answered = 0,
    correct = 0,
  } = precision;
  if (threshold === undefined) return <p class="warning">{problem}</p>;
  const total = answeredTexts + reviewTexts;
  const isComputing = precision.asked !== share;
  const isUsed = Math.abs(threshold - current) < 0.0005;
  return (
    <>
      <div class="split" role="img" aria-label={`${answeredTexts} answered, ${reviewTexts} to review`}>
        <span style={{ flexGrow: answeredTexts }} />
        <span style={{ flexGrow: reviewTexts }} />
      </div>
      <p>
        <strong>{plural(answeredTexts, "text")}</strong> of {count(total)} are answered,{" "}
        <strong>{count(reviewTexts)}</strong> are left for you to review.
      </p>
      <p class="muted small">
        Only answers with at least {percent(threshold)} are given. Of {count(rows)} labeled texts,{" "}
        {count(answered)} were answered so, {count(correct)} of them right. The share holds with 90 %
        confidence for texts like these.
      </p>
      <div>
        <button
          type="button"
          class="button primary"
          disabled={isUsed || isComputing}
          onClick={() => onUse(threshold)}
        >
          {isUsed ? "In use" : "Use this"}
        </button>
      </div>
    </>
  );
}

function ReviewQueue({ project }: { readonly project: OpenProject }) {
  const list = useTextList(project, { filter: "unsure", sort: "probability" });
  const { unsure } = project.state.value.counts;
  if (unsure === 0) return null;
  return (
    <section class="queue" aria-label="Review queue">
      <h2>{plural(unsure, "text")} to review</h2>
      <div class="queue-frame">
        <TextWork project={project} list={list} />
      </div>
    </section>
  );
}
