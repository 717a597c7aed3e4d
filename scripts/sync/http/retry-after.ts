const seconds = /^\d{1,12}(?:\.\d+)?$/;
const longest = 24 * 60 * 60 * 1000;

/**
 * A `Retry-After` header in milliseconds from `now`: seconds or a date. Undefined when absent or unreadable; never below
 * zero nor above a day, whatever a server says.
 */
export function retryAfter(header: string | undefined, now: Date): number | undefined {
  const text = header?.trim() ?? '';
  const isDate = /^[A-Z][a-z]+, .* GMT$/.test(text);
  const wait = isDate ? Date.parse(text) - now.getTime() : seconds.test(text) ? Number(text) * 1000 : Number.NaN;
  if (!Number.isFinite(wait)) return undefined;
  return Math.min(Math.max(Math.ceil(wait), 0), longest);
}
