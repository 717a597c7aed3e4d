/** The parts of a compiled graph in which the project's own compile must equal the official CLI's. */
export const comparedParts = [
  'tables',
  'operations',
  'assertions',
  'tests',
  'declarations',
  'targets',
  'projectConfig',
] as const;

/** The paths at which two JSON values differ, with both values; none when they are deeply equal. */
export function differences(official: unknown, own: unknown, at = ''): string[] {
  if (Object.is(official, own)) return [];
  if (isRecord(official) && isRecord(own) && Array.isArray(official) === Array.isArray(own)) {
    const names = [...new Set([...Object.keys(official), ...Object.keys(own)])];
    return names.flatMap((name) => differences(official[name], own[name], at === '' ? name : `${at}.${name}`));
  }
  return [`${at}: official ${short(official)}, own ${short(own)}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'absent';
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}
