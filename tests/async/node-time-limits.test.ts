import { expect, it, onTestFinished } from "vitest";
import { withoutNodesTimeLimits } from "../../src/async/node-time-limits.ts";

it("a request goes to the dispatcher that all requests use, without its limits on silence", () => {
  const symbol = Symbol.for("undici.globalDispatcher.1");
  const all = globalThis as { [symbol]?: unknown };
  void globalThis.Response;
  const usual = all[symbol];
  onTestFinished(() => {
    all[symbol] = usual;
  });
  const seen: unknown[] = [];
  all[symbol] = { dispatch: (options: object, handler: object) => seen.push([options, handler]) > 0 };
  const init = withoutNodesTimeLimits({ method: "POST" }) as RequestInit & {
    readonly dispatcher: { dispatch(options: object, handler: object): boolean };
  };
  expect(init.method).toBe("POST");
  const handler = {};
  expect(init.dispatcher.dispatch({ path: "/", headersTimeout: 300_000 }, handler)).toBe(true);
  expect(seen).toEqual([[{ path: "/", headersTimeout: 0, bodyTimeout: 0 }, handler]]);
});

it("a request stays as it is without a global dispatcher", () => {
  const symbol = Symbol.for("undici.globalDispatcher.1");
  const all = globalThis as { [symbol]?: unknown };
  void globalThis.Response;
  const usual = all[symbol];
  onTestFinished(() => {
    all[symbol] = usual;
  });
  all[symbol] = undefined;
  const init = { method: "POST" };
  expect(withoutNodesTimeLimits(init)).toBe(init);
});
