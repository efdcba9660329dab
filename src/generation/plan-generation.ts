import type { Encoder } from "../encoder/encoder.ts";
import type { Prices } from "../llm/call.ts";
import { sum } from "../math/vector.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { maxRivals } from "./confused-pairs.ts";
import { examplesToShow } from "./examples-to-show.ts";
import { borderCall, classCalls, type GenerationCall } from "./generation-call.ts";
import {
  borderExamples,
  type GenerationSettings,
  maxRefills,
  outOfScopeExamples,
} from "./generation-settings.ts";
import { setCalls } from "./label-sets/set-calls.ts";
import { nearestClasses } from "./nearest-classes.ts";
import { outOfScopeCalls } from "./out-of-scope-calls.ts";
import { requestedExamples } from "./requested-examples.ts";
import { likelyAnswerTokens, type Surroundings } from "./requests.ts";

export interface PlanInput {
  readonly generator: string;
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly task?: string;
  readonly encoder: Encoder;
  readonly settings: GenerationSettings;
  readonly countTokens: (text: string) => number;
  readonly concurrency: number;
  readonly prices?: Prices;
  /** Whether a text may have several labels. Default: false. */
  readonly severalLabels?: boolean;
  readonly signal?: AbortSignal;
}

/** An estimate of what a generation takes. */
export interface GenerationPlan {
  /** The first round. These calls are made in any case. */
  readonly classes: GenerationExpense;
  /**
   * The maximum of the second round: out-of-scope texts, and border examples for two rivals per class. With several labels
   * per text, texts of several classes at once instead of border examples.
   */
  readonly borders: GenerationExpense;
  /** The maximum of the refills: as if all texts were dropped each time. */
  readonly refills: GenerationExpense;
  /** Number of real examples that the requests show, over all classes. */
  readonly rowsShown: number;
}

/** @deprecated Use GenerationPlan. */
export type WritingPlan = GenerationPlan;

/** What a part of a generation is estimated to use. */
export interface GenerationExpense {
  readonly calls: number;
  /** Tokens of the requests as they will be sent. */
  readonly tokensIn: number;
  /** Tokens of replies of the requested lengths. */
  readonly tokensOut: number;
  /** Estimated duration at the given concurrency. */
  readonly seconds: number;
  /** In the currency of the prices; absent without prices. */
  readonly cost?: number;
}

/** Calls, and the estimated tokens of their replies. */
interface PlannedCalls {
  readonly calls: readonly GenerationCall[];
  readonly tokensOut: number;
}

/** Seconds until a hosted model begins to reply, and per token of the reply. Larger values give longer estimates. */
const secondsPerRequest = 0.8;
const secondsPerToken = 0.012;
/** Tokens per request for the chat format and the JSON schema. */
const wrappingTokens = 40;

/** Estimates the calls, tokens, seconds and costs of each round. Sends nothing. */
export async function planRounds(input: PlanInput): Promise<GenerationPlan> {
  const { classes, settings, task } = input;
  const shownOf = examplesToShow(input.examples, settings.shareExamples);
  const shown = ({ name }: ClassDefinition) => shownOf.get(name) ?? [];
  const surroundings = (definition: ClassDefinition) => ({ task, shown: shown(definition) });
  const prompted = classes.filter(({ prompt }) => prompt !== undefined);
  const rounds = Array.from({ length: 1 + maxRefills }, (_, number) =>
    roundOfAll(number, prompted, surroundings, input),
  );
  const outOfScope = await outOfScopeCalls({ ...input, shown });
  const borderCount = borderExamples(settings);
  const borders = input.severalLabels
    ? await setCalls(input)
    : await borderCalls(prompted, surroundings, input);
  return {
    classes: expense(rounds.slice(0, 1), input),
    borders: expense(
      [
        { calls: outOfScope, tokensOut: outOfScope.length * likelyAnswerTokens(outOfScopeExamples) },
        { calls: borders, tokensOut: borders.length * likelyAnswerTokens(borderCount) },
      ],
      input,
    ),
    refills: expense(rounds.slice(1), input),
    rowsShown: sum(prompted.map((definition) => shown(definition).length)),
  };
}

/** Returns the calls for border examples with the nearest classes. */
async function borderCalls(
  prompted: readonly ClassDefinition[],
  surroundings: (definition: ClassDefinition) => Surroundings,
  { generator, classes, encoder, settings, signal }: PlanInput,
): Promise<GenerationCall[]> {
  const rivals = await nearestClasses(prompted, classes, maxRivals, encoder, signal);
  const count = borderExamples(settings);
  return prompted.flatMap((definition, i) =>
    rivals[i].map((rival) => borderCall(generator, definition, rival, count, surroundings(definition))),
  );
}

/** Returns the calls of the first round (number 0) or of a refill of everything; its slots follow those of the previous round. */
function roundOfAll(
  number: number,
  prompted: readonly ClassDefinition[],
  surroundings: (definition: ClassDefinition) => Surroundings,
  { generator, settings }: PlanInput,
): PlannedCalls {
  const count = settings.examplesPerClass;
  const wants = prompted.map((definition) => ({
    definition,
    start: number * count,
    count,
    surroundings: surroundings(definition),
  }));
  const answers = wants.map(({ definition, start }) =>
    likelyAnswerTokens(requestedExamples(definition, start, count)),
  );
  return { calls: classCalls(generator, wants, settings.examplesPerCall), tokensOut: sum(answers) };
}

function expense(
  planned: readonly PlannedCalls[],
  { countTokens, concurrency, prices }: PlanInput,
): GenerationExpense {
  const calls = planned.flatMap((each) => each.calls);
  const tokensOut = sum(planned.map((each) => each.tokensOut));
  // Most requests share their instructions, so the tokens of equal instructions are counted once.
  const instructions = new Map<string, number>();
  const countOnce = (text: string) => {
    const counted = instructions.get(text) ?? countTokens(text);
    instructions.set(text, counted);
    return counted;
  };
  const tokensIn = sum(
    calls.map(({ request }) => countOnce(request.instructions) + countTokens(request.data) + wrappingTokens),
  );
  const seconds = (calls.length * secondsPerRequest + tokensOut * secondsPerToken) / concurrency;
  const cost = prices && (tokensIn * prices.in + tokensOut * prices.out) / 1e6;
  return {
    calls: calls.length,
    tokensIn,
    tokensOut,
    seconds: calls.length === 0 ? 0 : Math.max(seconds, secondsPerRequest),
    ...(cost !== undefined && { cost }),
  };
}
