/** The part of undici's Dispatcher, which sends the requests of Node's fetch, that is used here. */
interface Dispatcher {
  dispatch(options: object, handler: object): boolean;
}

/** Where Node keeps the dispatcher that all requests use; undici documents the symbol. */
const globalDispatcher = Symbol.for("undici.globalDispatcher.1");

/**
 * Switches off Node's own time limits for a request. Node gives up a server that sends nothing for five minutes, and a
 * language model on a small machine may take longer. The caller needs a time limit of its own. Without a global dispatcher
 * (another runtime than Node) the request stays as it is.
 */
export function withoutNodesTimeLimits(init: RequestInit): RequestInit {
  // Node loads its fetch, and with it the dispatcher, at the first access to one of its classes.
  void globalThis.Response;
  const usual = (globalThis as { [globalDispatcher]?: Dispatcher })[globalDispatcher];
  if (typeof usual?.dispatch !== "function") return init;
  const dispatcher: Dispatcher = {
    dispatch: (options, handler) =>
      usual.dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
  };
  return { ...init, dispatcher } as RequestInit;
}
