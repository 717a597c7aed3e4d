/** A rate as NUMERIC with six digits, rounded half up, from whole counts only: no division of decimals. NULL over nothing. */
export function shareOf(part: string, whole: string): string {
  const divisor = /^\d+$/.test(whole) ? String(2 * Number(whole)) : `NULLIF(2 * ${whole}, 0)`;
  return `ROUND(DIV(2000000 * ${part} + ${whole}, ${divisor}) * NUMERIC '0.000001', 6)`;
}
