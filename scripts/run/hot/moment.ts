/** Whether `a` comes after `b`; both ISO 8601 in UTC, with a fraction of up to six digits or none. */
export function isLater(a: string, b: string): boolean {
  return micros(a) > micros(b);
}

/** As texts of one length: what JavaScript's Date keeps are milliseconds. */
function micros(iso: string): string {
  const [seconds = '', fraction = ''] = iso.replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(6, '0')}`;
}
