const whole = new Intl.NumberFormat("en");

/** Formats a share from 0 to 1 as a percentage with one decimal place: 0.9342 gives "93.4 %". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Formats a count with separators between thousands: 12345 gives "12,345". */
export function count(value: number): string {
  return whole.format(value);
}
