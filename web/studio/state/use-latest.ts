import { useRef } from "preact/hooks";
import { attempt } from "./connection.ts";

/**
 * Makes a function that asks the studio and takes the answer, unless something newer was asked or the question was withdrawn in
 * the meantime.
 * @returns ask, and withdraw, which drops the answer that is on its way
 */
export function useLatest(): {
  readonly ask: <Result>(
    read: () => Promise<Result>,
    take: (result: Result | undefined) => void,
  ) => Promise<void>;
  readonly withdraw: () => void;
} {
  const asked = useRef(0);
  return {
    ask: async (read, take) => {
      const number = ++asked.current;
      const result = await attempt(read);
      if (number === asked.current) take(result);
    },
    withdraw: () => {
      asked.current++;
    },
  };
}
