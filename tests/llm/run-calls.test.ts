import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AdaptiveLimit } from "../../src/async/adaptive-limit.ts";
import { TryAgain } from "../../src/async/retry.ts";
import { CancelledError, InputError, RemoteError, RetryableError } from "../../src/errors.ts";
import type { Outcome } from "../../src/llm/call.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { runCalls } from "../../src/llm/run-calls.ts";
import type { CallCounts, RunCallsOptions } from "../../src/llm/run-calls-options.ts";
import { budgetOf, callOf, callsOf, MemoryReplies, runOf } from "./calls.ts";

const remote = (status?: number) => new RemoteError(`status ${status}`, "loopback", status);
const passing = (status?: number, wait?: number) => new TryAgain(remote(status), wait);

function withCode(code: string): RemoteError {
  return new RemoteError("unreachable", "loopback", undefined, {
    cause: Object.assign(new Error(code), { code }),
  });
}

const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const keys = (outcomes: readonly Outcome[]) => outcomes.map(({ call }) => call.key);

describe("many calls", () => {
  it("give outcomes in their order, however late each is answered", async () => {
    const calls = callsOf(6);
    const { run, sent } = runOf(
      async ({ data }, clock) => {
        await clock.sleep(1_000 - 100 * Number(data.slice(5)));
        return `about ${data}`;
      },
      { concurrency: 6 },
    );
    const outcomes = await run(calls);
    expect(keys(outcomes)).toEqual(calls.map(({ key }) => key));
    expect(outcomes.map((each) => each.status === "answered" && each.reply.text)).toEqual(
      calls.map(({ key }) => `about ${key}`),
    );
    expect(sent).toEqual(calls.map(({ key }) => key));
  });

  it.each([1, 2, 8, 64])("reach a limit of %i and do not go beyond it", async (concurrency) => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on("warning", listen);
    const { run, mostUnderWay } = runOf(
      async (_, clock) => {
        await clock.sleep(10);
        return "a";
      },
      { concurrency, signal: new AbortController().signal },
    );
    await run(callsOf(100));
    expect(mostUnderWay()).toBe(concurrency);
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });

  it("are not made where their replies are kept", async () => {
    const { run, sent, replies, budget } = runOf(async () => "new");
    await replies.append({ key: "call 1", subject: "s", model: "m", text: "old", tokensIn: 3, tokensOut: 4 });
    const outcomes = await run(callsOf(3));
    expect(outcomes[1]).toMatchObject({ status: "answered", isKept: true, reply: { text: "old" } });
    expect(sent).toEqual(["call 0", "call 2"]);
    expect(outcomes[0]).toMatchObject({ status: "answered", isKept: false });
    expect(budget.spent).toEqual({ calls: 3, tokensIn: 15, tokensOut: 10 });
  });

  it("are kept with whose they are and what they used, and with nothing else", async () => {
    const { run, replies } = runOf(async () => "a");
    await run([callOf("k")]);
    expect([...replies.kept.values()]).toEqual([
      {
        key: "k",
        subject: "class of k",
        model: "scripted",
        text: "a",
        tokensIn: undefined,
        tokensOut: undefined,
      },
    ]);
  });

  it("may not share a key", async () => {
    const { run } = runOf(async () => "a");
    await expect(run([callOf("k"), callOf("k")])).rejects.toThrow("Two calls have the key k.");
  });

  it("report their progress, from nothing to everything", async () => {
    const seen: CallCounts[] = [];
    const budget = budgetOf({ prices: { in: 1e6, out: 2e6 } });
    const { run } = runOf(async () => "abc", { budget, onChange: (counts) => seen.push(counts) });
    await run(callsOf(5));
    expect(seen[0]).toEqual({ done: 0, total: 5, inFlight: 0, tokensIn: 0, tokensOut: 0, cost: 0 });
    expect(seen.at(-1)).toEqual({ done: 5, total: 5, inFlight: 0, tokensIn: 30, tokensOut: 15, cost: 60 });
    expect(Math.max(...seen.map(({ inFlight }) => inFlight))).toBe(4);
  });
});

describe("a failure that may pass", () => {
  it("is tried again after waits whose maximum doubles, while other calls continue", async () => {
    const { run, clock, sent } = runOf(
      async ({ data }, _, attempt) => {
        if (data === "call 1" && attempt < 5) throw passing(500);
        return "a";
      },
      { concurrency: 2 },
    );
    expect(new Set(statuses(await run(callsOf(9))))).toEqual(new Set(["answered"]));
    expect(clock.waits.filter((wait) => wait !== 60_000)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(sent.at(-1)).toBe("call 1");
  });

  it("waits at least for the time that the server requests", async () => {
    const { run, clock } = runOf(
      async (_request, _clock, attempt) => {
        if (attempt === 1) throw passing(503, 90_000);
        return "a";
      },
      { random: () => 0 },
    );
    await run(callsOf(1));
    expect(clock.now()).toBe(90_000);
  });

  it.each([429, 529])(
    "of status %i lets nobody else begin until the wait is over, and halves the limit",
    async (status) => {
      const begun: number[] = [];
      let mostAfter = 0;
      let underWay = 0;
      const { run } = runOf(
        async ({ data }, clock, attempt) => {
          begun.push(clock.now());
          if (data === "call 0" && attempt === 1) throw passing(status, 30_000);
          const isLater = clock.now() >= 30_000;
          if (isLater) mostAfter = Math.max(mostAfter, ++underWay);
          await clock.sleep(100);
          if (isLater) underWay--;
          return "a";
        },
        { concurrency: 4 },
      );
      const outcomes = await run(callsOf(6));
      expect(new Set(statuses(outcomes))).toEqual(new Set(["answered"]));
      expect(begun.filter((time) => time > 100 && time < 30_000)).toEqual([]);
      expect(begun.filter((time) => time <= 100)).toHaveLength(4);
      expect(mostAfter).toBe(2);
    },
  );

  it("of status 429 is not provoked anew by a later run that is given the same limit", async () => {
    let underWay = 0;
    let refused = 0;
    const { run } = runOf(
      async (_, clock) => {
        if (underWay === 3) {
          refused++;
          throw passing(429);
        }
        underWay++;
        await clock.sleep(100);
        underWay--;
        return "a";
      },
      { limit: new AdaptiveLimit({ maximum: 4 }) },
    );
    await run(callsOf(4));
    expect(refused).toBe(1);
    await run(["a", "b", "c", "d"].map((key) => callOf(key)));
    expect(refused).toBe(1);
  });

  it("is the call's outcome once all attempts are used, and others are answered", async () => {
    const { run, sent } = runOf(
      async ({ data }) => {
        if (data === "call 2") throw passing(500);
        return "a";
      },
      { attempts: 3 },
    );
    const outcomes = await run(callsOf(5));
    expect(statuses(outcomes)).toEqual(["answered", "answered", "failed", "answered", "answered"]);
    expect(outcomes[2]).toMatchObject({ error: { status: 500 } });
    expect(sent.filter((data) => data === "call 2")).toHaveLength(3);
  });

  it("is a time limit, also if the model ignores the signal", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { run, clock } = runOf(
      async ({ data, signal }, _, attempt) => {
        if (data === "call 0" && attempt === 1) {
          signals.push(signal);
          await new Promise(() => {});
        }
        return "a";
      },
      { secondsPerCall: 7, concurrency: 1 },
    );
    expect(statuses(await run(callsOf(2)))).toEqual(["answered", "answered"]);
    expect(clock.now()).toBe(7_500);
    expect(signals[0]?.aborted).toBe(true);
    expect(clock.sleepers).toBe(0);
  });

  it("names the time limit if no attempt was in time", async () => {
    const { run } = runOf(
      async ({ data }) => (data === "call 1" ? await new Promise<string>(() => {}) : "a"),
      { secondsPerCall: 7, attempts: 2 },
    );
    expect((await run(callsOf(2)))[1]).toMatchObject({
      status: "failed",
      error: new RemoteError(
        "scripted did not answer within 7 seconds. Allow more time with the option secondsPerCall (--call-seconds).",
        "scripted",
      ),
    });
  });
});

describe("a failure of one call", () => {
  it.each([400, 422, 413])("of status %i leaves the others alone and is not tried again", async (status) => {
    const { run, sent } = runOf(async ({ data }) => {
      if (data === "call 1") throw remote(status);
      return "a";
    });
    expect(statuses(await run(callsOf(3)))).toEqual(["answered", "failed", "answered"]);
    expect(sent).toHaveLength(3);
  });

  it("is a 403 after the first reply, for a filter may say so", async () => {
    const { run } = runOf(
      async ({ data }) => {
        if (data === "call 1") throw remote(403);
        return "a";
      },
      { concurrency: 1 },
    );
    expect(statuses(await run(callsOf(3)))).toEqual(["answered", "failed", "answered"]);
  });

  it("does not depend on the number of later rejections", async () => {
    const { run } = runOf(
      async ({ data }) => {
        if (data !== "call 0") throw remote(400);
        return "a";
      },
      { concurrency: 1 },
    );
    expect(statuses(await run(callsOf(30))).filter((status) => status === "failed")).toHaveLength(29);
  });
});

describe("a failure that concerns the model", () => {
  it.each([401, 402, 403, 404])(
    "of status %i begins nothing more, and keeps the replies under way",
    async (status) => {
      const { run, sent, replies } = runOf(async ({ data }, clock) => {
        if (data === "call 1") throw remote(status);
        await clock.sleep(100);
        return "a";
      });
      await expect(run(callsOf(50))).rejects.toThrow(`status ${status}`);
      expect(sent).toHaveLength(4);
      expect([...replies.kept.keys()].sort()).toEqual(["call 0", "call 2", "call 3"]);
    },
  );

  it.each(["no connection", "no answer in time"])(
    "is %s in the first three attempts of a call",
    async (how) => {
      const { run, sent } = runOf(
        async () => {
          if (how === "no connection") throw passing();
          return await new Promise<string>(() => {});
        },
        { concurrency: 1 },
      );
      await expect(run(callsOf(50))).rejects.toThrow(RemoteError);
      expect(sent).toEqual(["call 0", "call 0", "call 0"]);
    },
  );

  it("is that the first five calls all fail", async () => {
    const { run, sent } = runOf(
      async () => {
        throw remote(400);
      },
      { concurrency: 1 },
    );
    await expect(run(callsOf(50))).rejects.toThrow("status 400");
    expect(sent).toHaveLength(5);
  });

  it("is that ten calls in a row were given up, whatever was answered before", async () => {
    const { run, replies } = runOf(
      async ({ data }) => {
        if (Number(data.slice(5)) >= 3) throw passing(500);
        return "a";
      },
      { concurrency: 1, attempts: 2 },
    );
    await expect(run(callsOf(50))).rejects.toThrow("status 500");
    expect(replies.kept.size).toBe(3);
  });

  it("is a requested wait of more than ten minutes", async () => {
    const { run, sent, clock } = runOf(async () => {
      throw passing(429, 600_001);
    });
    await expect(run(callsOf(50))).rejects.toThrow("status 429");
    expect(sent).toHaveLength(4);
    expect(clock.now()).toBe(0);
  });

  it("wakes those that wait to try again", async () => {
    const { run, clock } = runOf(async ({ data }, time) => {
      if (data === "call 0") throw passing(503, 300_000);
      await time.sleep(50);
      throw remote(401);
    });
    await expect(run(callsOf(2))).rejects.toThrow("status 401");
    expect(clock.now()).toBe(50);
  });

  it.each([new TypeError("a bug"), new InputError("a mistake")])(
    "is %s, which is thrown as it is",
    async (error) => {
      const { run } = runOf(async () => {
        throw error;
      });
      await expect(run(callsOf(9))).rejects.toBe(error);
    },
  );

  it("is that a reply cannot be kept", async () => {
    const replies = { get: () => undefined, append: () => Promise.reject(new Error("full")) };
    const { run, sent } = runOf(async () => "a", { replies });
    await expect(run(callsOf(50))).rejects.toThrow("full");
    expect(sent.length).toBeLessThanOrEqual(8);
  });
});

describe("a signal that fires", () => {
  it("ends the calls under way, keeps what has arrived, and begins nothing more", async () => {
    const controller = new AbortController();
    const { run, sent, replies, clock } = runOf(
      async ({ data, signal }, time) => {
        if (data === "call 5") controller.abort();
        await time.sleep(data === "call 0" ? 10 : 100, signal);
        return "a";
      },
      { signal: controller.signal },
    );
    await expect(run(callsOf(50))).rejects.toThrow(CancelledError);
    expect(sent).toHaveLength(6);
    expect([...replies.kept.keys()].sort()).toEqual(["call 0", "call 1"]);
    expect(clock.now()).toBe(100);
    expect(clock.sleepers).toBe(0);
  });

  it("starts nothing if it was aborted before", async () => {
    const { run, sent } = runOf(async () => "a", { signal: AbortSignal.abort() });
    await expect(run(callsOf(2))).rejects.toThrow(CancelledError);
    expect(sent).toEqual([]);
  });

  it("ends a wait for the next attempt", async () => {
    const controller = new AbortController();
    const { run, clock } = runOf(
      async ({ data }, time) => {
        if (data === "call 0") throw passing(429, 300_000);
        await time.sleep(5);
        controller.abort();
        return "a";
      },
      { signal: controller.signal },
    );
    await expect(run(callsOf(2))).rejects.toThrow(CancelledError);
    expect(clock.now()).toBe(5);
  });
});

describe("calls under caps", () => {
  it("are not made from the first one on that might go beyond a cap", async () => {
    const budget = budgetOf({ caps: { calls: 3 } });
    const { run } = runOf(async () => "a", { budget });
    const outcomes = await run(callsOf(5));
    expect(statuses(outcomes)).toEqual(["answered", "answered", "answered", "not made", "not made"]);
    expect(outcomes[3]).toMatchObject({ cap: "calls" });
  });

  it("are not tried again if that could exceed a cap", async () => {
    const budget = budgetOf({ caps: { calls: 2 } });
    const { run, sent } = runOf(
      async () => {
        throw passing(500);
      },
      { budget },
    );
    expect(statuses(await run(callsOf(1)))).toEqual(["not made"]);
    expect(sent).toHaveLength(2);
  });

  const call = fc.record({
    maximumTokens: fc.integer({ min: 1, max: 30 }),
    used: fc.double({ min: 0, max: 1, noNaN: true }),
    takes: fc.nat(50),
    failures: fc.constantFrom(0, 0, 0, 1, 2),
  });
  const caps = fc.record({ calls: fc.nat(30), tokens: fc.nat(600), cost: fc.nat(900) }, { requiredKeys: [] });
  const prices = { in: 1e6, out: 2e6 };

  it("never go beyond one, whatever they need and however long they take", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { maxLength: 25 }),
        caps,
        fc.integer({ min: 1, max: 8 }),
        async (specs, caps, concurrency) => {
          const budget = budgetOf({ caps, prices });
          let sentTokens = 0;
          let sentCost = 0;
          const { run, sent } = runOf(
            async ({ data, maximumTokens }, clock, attempt) => {
              const spec = specs[Number(data)];
              // The maximum that all running requests can use.
              const worst = { tokens: data.length + maximumTokens, cost: data.length + 2 * maximumTokens };
              sentTokens += worst.tokens;
              sentCost += worst.cost;
              if (caps.tokens !== undefined) expect(sentTokens).toBeLessThanOrEqual(caps.tokens);
              if (caps.cost !== undefined) expect(sentCost).toBeLessThanOrEqual(caps.cost);
              await clock.sleep(spec.takes);
              const text = attempt <= spec.failures ? "" : "x".repeat(Math.floor(spec.used * maximumTokens));
              const really = attempt <= spec.failures ? 0 : data.length + text.length;
              sentTokens += really - worst.tokens;
              sentCost += (really === 0 ? 0 : really + text.length) - worst.cost;
              if (attempt <= spec.failures) throw passing(500);
              return text;
            },
            { budget, concurrency },
          );
          const outcomes = await run(specs.map(({ maximumTokens }, i) => callOf(`${i}`, maximumTokens)));
          expect(sent.length).toBeLessThanOrEqual(caps.calls ?? Number.POSITIVE_INFINITY);
          expect(budget.spent).toMatchObject({ calls: sent.length, cost: sentCost });
          if (specs.every(({ failures }) => failures === 0)) {
            const made = statuses(outcomes);
            const first = made.indexOf("not made");
            if (first >= 0) expect(new Set(made.slice(first))).toEqual(new Set(["not made"]));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("end a run that was stopped and resumed as one that was not", async () => {
    const smooth = call.map((spec) => ({ ...spec, failures: 0 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(smooth, { maxLength: 25 }),
        caps,
        fc.nat(400),
        async (specs, caps, stopAt) => {
          const calls = specs.map(({ maximumTokens }, i) => callOf(`${i}`, maximumTokens));
          const begin = (replies: MemoryReplies, signal?: AbortSignal) => {
            const budget = budgetOf({ caps, prices });
            const made = runOf(
              async ({ data, maximumTokens, signal }, clock) => {
                const { takes, used } = specs[Number(data)];
                await clock.sleep(takes, signal);
                return "x".repeat(Math.floor(used * maximumTokens));
              },
              { budget, replies, signal },
            );
            return { ...made, budget };
          };
          const whole = begin(new MemoryReplies());
          const expected = statuses(await whole.run(calls));

          const replies = new MemoryReplies();
          const controller = new AbortController();
          const stopped = begin(replies, controller.signal);
          stopped.clock.sleep(stopAt).then(() => controller.abort());
          await stopped.run(calls).catch((error) => expect(error).toBeInstanceOf(CancelledError));
          const resumed = begin(replies);
          expect(statuses(await resumed.run(calls))).toEqual(expected);
          expect(resumed.budget.spent).toEqual(whole.budget.spent);
        },
      ),
    );
  });
});

describe("calls whose kept reply is not an answer", () => {
  const isAnswer = (_call: unknown, { text }: { readonly text: string }) => text !== "";

  it("are made again, once, and good ones are not", async () => {
    const { run, sent, replies } = runOf(async ({ data }) => (data === "call 1" ? "" : "new"), { isAnswer });
    await replies.append({ key: "call 0", subject: "s", model: "m", text: "" });
    await replies.append({ key: "call 1", subject: "s", model: "m", text: "" });
    await replies.append({ key: "call 2", subject: "s", model: "m", text: "old" });
    const outcomes = await run(callsOf(3));
    expect(sent).toEqual(["call 0", "call 1"]);
    expect(outcomes.map((each) => each.status === "answered" && [each.reply.text, each.isKept])).toEqual([
      ["new", false],
      ["", false],
      ["old", true],
    ]);
  });

  it("count every reply that was paid for, in this run and the next", async () => {
    const replies = new MemoryReplies();
    const used = { tokensIn: 3, tokensOut: 4 };
    await replies.append({ key: "call 0", subject: "s", model: "m", text: "", ...used });
    const first = runOf(async () => "new", { isAnswer, replies });
    await first.run(callsOf(1));
    const { spent } = first.budget;
    expect(spent).toEqual({ calls: 2, tokensIn: 3 + 6, tokensOut: 4 + 3 });
    const second = runOf(async () => "new", { isAnswer, replies });
    await second.run(callsOf(1));
    expect(second.sent).toEqual([]);
    expect(second.budget.spent).toEqual(spent);
  });

  it("are kept by a good reply that came before", async () => {
    const { run, sent, replies } = runOf(async () => "new", { isAnswer });
    await replies.append({ key: "call 0", subject: "s", model: "m", text: "good" });
    await replies.append({ key: "call 0", subject: "s", model: "m", text: "" });
    const [outcome] = await run(callsOf(1));
    expect(outcome).toMatchObject({ status: "answered", reply: { text: "good" }, isKept: true });
    expect(sent).toEqual([]);
  });
});

describe("a call that is given up for time", () => {
  it("is tried again with fewer at a time", async () => {
    // A server that works on one call at a time, 4 seconds each.
    let free = 0;
    const atATime: number[] = [];
    let underWay = 0;
    const limit = new AdaptiveLimit({ maximum: 8 });
    const { run, clock } = runOf(
      async ({ signal }) => {
        atATime.push(++underWay);
        const end = Math.max(free, clock.now()) + 4_000;
        free = end;
        try {
          await clock.sleep(end - clock.now(), signal);
          return "a";
        } finally {
          underWay--;
        }
      },
      { secondsPerCall: 10, concurrency: 8, limit },
    );
    expect(new Set(statuses(await run(callsOf(8))))).toEqual(new Set(["answered"]));
    expect(limit.current).toBeLessThanOrEqual(4);
    expect(Math.max(...atATime.slice(8))).toBeLessThanOrEqual(4);
  });

  it("names the options that help", async () => {
    const { run } = runOf(async () => await new Promise<string>(() => {}), {
      secondsPerCall: 7,
      concurrency: 8,
    });
    await expect(run(callsOf(20))).rejects.toThrow(
      "scripted did not answer within 7 seconds. Allow more time with the option secondsPerCall (--call-seconds)",
    );
  });
});

describe("a failure of which the server may have charged the call", () => {
  it.each([
    ["an answer that no model gives", remote(200), true],
    ["a connection that broke", withCode("UND_ERR_SOCKET"), true],
    ["a rejection", remote(400), false],
    ["a connection that was refused", withCode("ECONNREFUSED"), false],
  ])("%s counts in full: %o", async (_, error, isCharged) => {
    const { run, budget } = runOf(async () => {
      throw error;
    });
    await run([callOf("k", 50)]);
    expect(budget.spent).toEqual({ calls: 1, tokensIn: isCharged ? 1 : 0, tokensOut: isCharged ? 50 : 0 });
  });
});

describe("replies that are not an answer", () => {
  const isAnswer = (_: unknown, { text }: { readonly text: string }) => text !== "";
  const models = (complete: LanguageModel["complete"], more: Partial<LanguageModel> = {}): LanguageModel =>
    Object.defineProperties({ name: "scripted", complete }, Object.getOwnPropertyDescriptors(more));

  const runWith = (model: LanguageModel, calls: number, more: Partial<RunCallsOptions> = {}) => {
    const replies = new MemoryReplies();
    const budget = budgetOf();
    const options = { replies, budget, concurrency: 1, secondsPerCall: 60, isAnswer, ...more };
    return { replies, budget, outcomes: runCalls(model, callsOf(calls), options) };
  };

  it("end a run after four, with their finish reason, the tokens of thinking and the options that help", async () => {
    let sent = 0;
    const model = models(async () => {
      sent++;
      return { text: "", finishReason: "length", tokensOut: 10, tokensThinking: 10, hasThoughts: true };
    });
    const { outcomes, budget } = runWith(model, 50, { stopsWithoutAnswers: true });
    await expect(outcomes).rejects.toThrow(
      new RemoteError(
        'scripted returned no usable text in its first 4 replies: the last one ended at the maximum of 10 tokens (finish reason "length"), 10 of them spent on thinking. Allow longer replies with the option maxOutputTokens (--max-output-tokens), or have it think less with the option reasoningEffort (--reasoning-effort low).',
        "scripted",
      ),
    );
    expect(sent).toBe(4);
    expect(budget.spent.calls).toBe(4);
  });

  it("do not end a run in which another one answers", async () => {
    let sent = 0;
    const model = models(async () => ({ text: sent++ === 2 ? "a" : "" }));
    const { outcomes } = runWith(model, 20, { stopsWithoutAnswers: true });
    expect(statuses(await outcomes)).toEqual(Array(20).fill("answered"));
  });

  it("do not end a run that is not to be ended", async () => {
    const { outcomes } = runWith(
      models(async () => ({ text: "" })),
      20,
    );
    expect(await outcomes).toHaveLength(20);
  });

  it("are requested once more if the model then has more tokens for thinking", async () => {
    let room = 0;
    const maxima: number[] = [];
    const model = models(
      async ({ maximumTokens }) => {
        maxima.push(maximumTokens);
        room = 100;
        return maximumTokens < 100 ? { text: "", finishReason: "length" } : { text: "a" };
      },
      {
        get thinkingTokens() {
          return room;
        },
      },
    );
    const { outcomes, budget, replies } = runWith(model, 2, { stopsWithoutAnswers: true });
    expect((await outcomes).map((each) => each.status === "answered" && each.reply.text)).toEqual(["a", "a"]);
    expect(maxima).toEqual([10, 110, 110]);
    expect(budget.spent.calls).toBe(3);
    expect(replies.kept.get("call 0")?.text).toBe("a");
  });

  it("have the maximum that was given, whatever the model needs for thinking", async () => {
    const maxima: number[] = [];
    const model = models(
      async ({ maximumTokens }) => {
        maxima.push(maximumTokens);
        return { text: "a" };
      },
      { thinkingTokens: 5000 },
    );
    await runWith(model, 1, { maxOutputTokens: 300 }).outcomes;
    expect(maxima).toEqual([300]);
  });
});

describe("a language model of the user's own", () => {
  const busy = (fields: object) => Object.assign(new Error("429 Too Many Requests"), fields);

  it.each<[string, Error]>([
    ["a RetryableError", new RetryableError("busy", { retryAfterMilliseconds: 7_000 })],
    ["status and a record of headers", busy({ status: 429, headers: { "Retry-After": "7" } })],
    ["status and Headers", busy({ status: 503, headers: new Headers({ "retry-after-ms": "7000" }) })],
    ["statusCode and responseHeaders", busy({ statusCode: 429, responseHeaders: { "retry-after": "7" } })],
    ["a response", busy({ response: { status: 429, headers: new Map([["Retry-After", "7"]]) } })],
    ["retryAfter in seconds", busy({ status: 429, retryAfter: 7 })],
  ])("is called again after the wait that it requests: %s", async (_, error) => {
    const { run, clock, sent } = runOf(
      async (_request, _clock, attempt) => {
        if (attempt <= 3) throw error;
        return "a";
      },
      { concurrency: 2, random: () => 0 },
    );
    expect(statuses(await run(callsOf(2)))).toEqual(["answered", "answered"]);
    expect(sent).toHaveLength(8);
    expect(clock.now()).toBeGreaterThanOrEqual(21_000);
  });

  it("that stays busy fails with its own error after eight attempts", async () => {
    const error = new RetryableError("busy");
    const { run, sent } = runOf(async ({ data }) => {
      if (data === "call 1") throw error;
      return "a";
    });
    const outcomes = await run(callsOf(3));
    expect(outcomes.find(({ status }) => status === "failed")).toMatchObject({ error });
    expect(sent.filter((data) => data === "call 1")).toHaveLength(8);
  });

  it.each([
    ["an error without a status", new TypeError("x is undefined")],
    ["a status that no waiting changes", Object.assign(new Error("bad key"), { status: 401 })],
    ["a quota that is used up", busy({ status: 429, code: "insufficient_quota" })],
  ])("ends the run with %s", async (_, error) => {
    const { run } = runOf(async () => {
      throw error;
    });
    await expect(run(callsOf(2))).rejects.toBe(error);
  });
});
