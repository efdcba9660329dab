/**
 * Makes a read whose answers are taken in the order of the questions: an answer that arrives after the one to a later question
 * is dropped.
 */
export function latestAnswer<Result>(
  read: () => Promise<Result>,
  take: (result: Result) => void,
): () => Promise<void> {
  let [asked, taken] = [0, 0];
  return async () => {
    const number = ++asked;
    const result = await read();
    if (number < taken) return;
    taken = number;
    take(result);
  };
}
