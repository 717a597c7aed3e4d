/** `5m`, `1h`, `2d` -> minutes; undefined for any other text. */
export function minutesOf(duration: string): number | undefined {
  const found = /^([1-9][0-9]{0,3})([mhd])$/.exec(duration);
  const unit = { m: 1, h: 60, d: 1440 }[found?.[2] ?? ''];
  return found === null || unit === undefined ? undefined : Number(found[1]) * unit;
}
