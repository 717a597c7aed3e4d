/** Times inside the generator are whole seconds since 1970-01-01T00:00:00Z. */
export const minute = 60;
export const hour = 3600;
export const day = 86400;

/** `2026-06-30 08:15:00`, UTC, as Fivetran lands timestamps in CSV. */
export function stamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

export function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
