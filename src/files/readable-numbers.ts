/** Formats a whole number: "1,155". */
export function count(number: number): string {
  return number.toLocaleString("en-US");
}

/** Formats a number with its noun: "1 row", "1,155 rows". */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Formats a share from 0 to 1: "88.1 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Formats a number of bytes: "34.1 MB". */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Formats the size of a file in kilobytes, rounded up, or from one megabyte on in megabytes: "601 kB", "2.5 MB". */
export function fileSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : megabytes(bytes);
}

/** Formats milliseconds as seconds: "0.4 s", "1,032 s". */
export function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value < 10 ? value.toFixed(1) : count(Math.round(value))} s`;
}

/** Formats milliseconds as minutes or hours: "0:07", "1:02:30". */
export function clock(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000);
  const twoDigits = (number: number): string => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(whole % 60)}`;
}

/** Formats an amount of money: two decimals from 1 up, two significant digits below. */
export function money(amount: number): string {
  return amount === 0 || amount >= 1 ? amount.toFixed(2) : amount.toPrecision(2).replace(/e-\d+$/, "");
}
