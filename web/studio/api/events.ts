import type { StudioEvent } from "../../../src/studio/contract.ts";

const types: readonly StudioEvent["type"][] = [
  "state",
  "answers",
  "classes",
  "findings",
  "job",
  "versions",
  "deleted",
];

/** Milliseconds until the next try to connect, if the browser gave up. Smaller: more useless requests while the studio is closed. */
const retryAfter = 2_000;

/** Who listens to the events of a project. */
interface Listener {
  readonly onEvent: (event: StudioEvent) => void;
  /** Whether the connection stands. */
  readonly onConnection: (isOpen: boolean) => void;
}

/**
 * Listens to the events of a project. A connection that breaks is opened again until the listener stops.
 * @returns a function that stops listening
 */
export function listenToEvents(address: string, { onEvent, onConnection }: Listener): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    source = new EventSource(address);
    source.onopen = () => onConnection(true);
    source.onerror = () => {
      onConnection(false);
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, retryAfter);
    };
    for (const type of types)
      source.addEventListener(type, (event) => onEvent(JSON.parse((event as MessageEvent<string>).data)));
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
