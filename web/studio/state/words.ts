import { count } from "../../shared/numbers.ts";

const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** Writes a time of the studio (ISO 8601) as a date and time of this place. */
export function dateAndTime(time: string): string {
  return format.format(new Date(time));
}

/** Writes a number with its noun: "1 text", "12 texts". */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Writes a number of bytes: "3.4 MB". */
export function bytes(number: number): string {
  const units = ["B", "kB", "MB", "GB"];
  const power = number === 0 ? 0 : Math.min(3, Math.floor(Math.log10(number) / 3));
  return `${(number / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** Writes a duration: "40 s", "3 min", "1.5 h". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

/** Returns the key that corrects a text to the class at a place in the order; undefined after the ninth. */
export function keyOfClass(index: number): string | undefined {
  return index < 9 ? String(index + 1) : undefined;
}
