import { useRef, useState } from "preact/hooks";

/**
 * Makes an action that does nothing while it is running already, as after a double click.
 * @returns the action, and whether it is running
 */
export function useOneAtATime<Arguments extends unknown[]>(
  work: (...given: Arguments) => Promise<void>,
): readonly [run: (...given: Arguments) => Promise<void>, isRunning: boolean] {
  const running = useRef(false);
  const [isRunning, setRunning] = useState(false);
  const run = async (...given: Arguments) => {
    if (running.current) return;
    running.current = true;
    setRunning(true);
    try {
      await work(...given);
    } finally {
      running.current = false;
      setRunning(false);
    }
  };
  return [run, isRunning];
}
