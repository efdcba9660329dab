/** What Node's fetch sends a request with (undici's Dispatcher), as far as it is used here. */
interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
}

/** Where Node keeps the dispatcher that all requests use; undici documents the symbol. */
const globalDispatcher = Symbol.for("undici.globalDispatcher.1");

/**
 * Adds to a request that Node's own time limits do not count: it would give up a server that is silent for five
 * minutes, and a language model on a small machine is. Whoever sends the request has a time limit of their own.
 * Without a global dispatcher (another runtime) the request stays as it is.
 */
export function withoutNodesTimeLimits(init: RequestInit): RequestInit {
  // Node loads its fetch, and with it the dispatcher, when one of its classes is first looked at.
  void globalThis.Response;
  const usual = (globalThis as { [globalDispatcher]?: Dispatcher })[globalDispatcher];
  if (typeof usual?.dispatch !== "function") return init;
  const dispatcher: Dispatcher = {
    dispatch: (options, handler) =>
      usual.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
  };
  return { ...init, dispatcher } as RequestInit;
}
