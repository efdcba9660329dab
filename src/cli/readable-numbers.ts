/** "1,155" */
export function count(number: number): string {
  return number.toLocaleString("en-US");
}

/** "1 row", "1,155 rows". */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A share of 1 as "88.1 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** "34.1 MB" */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Milliseconds as "0.4 s", "1,032 s". */
export function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value < 10 ? value.toFixed(1) : count(Math.round(value))} s`;
}

/** Milliseconds as a clock shows them: "0:07", "1:02:30". */
export function clock(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000);
  const twoDigits = (number: number): string => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(whole % 60)}`;
}

/** An amount in the currency of the prices: two digits that tell something. */
export function money(amount: number): string {
  return amount === 0 || amount >= 1 ? amount.toFixed(2) : amount.toPrecision(2).replace(/e-\d+$/, "");
}
