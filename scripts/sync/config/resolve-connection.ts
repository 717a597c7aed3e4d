/** `connection:` of a sync file against what its destination asks for. */
import type { Place, Problem } from '../../problem.js';
import { didYouMean } from '../../problem/closest.js';
import { error, type Report } from '../../rubric/report.js';
import type { Cursor } from '../../rubric/yaml/cursor.js';
import type { Connection, ConnectionKey, DestinationKind } from '../destinations/kind.js';
import { secretName } from '../destinations/secrets.js';
import type { SyncText } from './schema.js';

/** While a file has one, nothing else of it is told: the frame of a neighbouring line would show it. */
export const secretInFile = 'sync/secret-in-file';

/** Words by which people call what must not stand in a file. */
const secretWords = /(?:^|_)(?:token|secret|password|passwd|api_key|apikey|key)$/i;

/** Faults are reported; what is left out then is as if it had not been written. */
export function resolveConnection(
  id: string,
  { connection: written = {} }: SyncText,
  kind: DestinationKind,
  cursor: Cursor,
  report: Report,
): Connection {
  const { connection: keys, name: destination } = kind;
  const known = new Map(keys.map((each) => [each.key, each]));
  const values = new Map<string, string | number | boolean>();
  for (const [key, value] of Object.entries(written)) {
    const at = cursor.at('connection', key);
    const shape = known.get(key);
    if (shape === undefined) {
      if (kind.secrets.some((secret) => secret.key === key.toUpperCase()) || secretWords.test(key)) {
        report(secretInPlace(`"${key}"`, at.keyPlace, secretNames(id, kind)));
        continue;
      }
      const todo = didYouMean(key, known.keys());
      report(error('sync/unknown-key', at.keyPlace, `"${key}" is not a key of a ${destination} connection.`, { todo }));
      continue;
    }
    if (shape.type === 'url' && typeof value === 'string' && holdsPassword(value)) {
      report(secretInPlace(`The user name or password in "${key}"`, at.place, secretNames(id, kind)));
      continue;
    }
    const expected = fault(shape, value);
    if (expected === undefined) values.set(key, value);
    else report(error('sync/wrong-value', at.place, `"${key}" must be ${expected}: ${shape.is}.`));
  }
  for (const { key, isNeeded, is } of keys) {
    if (!isNeeded || Object.hasOwn(written, key)) continue;
    report(
      error('sync/missing-key', cursor.at('connection').keyPlace, `"${key}" is missing in "connection".`, {
        todo: `Add "${key}:" with ${is}.`,
      }),
    );
  }
  for (const { key, what, todo } of kind.faults?.(values) ?? [])
    report(error('sync/connection', cursor.at('connection', key).keyPlace, what, { todo }));
  return values;
}

/** What the value should be; undefined where it is that. */
function fault({ type }: ConnectionKey, value: string | number | boolean): string | undefined {
  if (type === 'flag') return typeof value === 'boolean' ? undefined : 'true or false';
  if (type === 'number') return typeof value === 'number' && value > 0 ? undefined : 'a number above 0';
  if (typeof value !== 'string' || value.trim() === '') return 'a text';
  if (type === 'url' && !isAddress(value)) return 'an address that begins with https://';
  return undefined;
}

/** Without encryption only to this machine: tests, and a tunnel. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname));
}

function holdsPassword(text: string): boolean {
  if (!URL.canParse(text)) return /\/\/[^/]*@/.test(text);
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** What an address should be instead, or `secret` where it holds a name or password; undefined where it is right. */
export function addressFault(text: string): string | undefined {
  if (holdsPassword(text)) return 'secret';
  return isAddress(text) ? undefined : 'an address that begins with https://';
}

/** No place of its own: a code frame would print the secret. */
export function secretInPlace(subject: string, { file, line, column }: Place, names: readonly string[]): Problem {
  const places =
    names.length === 0
      ? 'This destination needs none'
      : `Set ${names.join(', ')} in the environment, or the same with _FILE to the name of a file`;
  return {
    code: secretInFile,
    severity: 'error',
    what: `${subject} at ${file}:${line}:${column} is a secret and must not stand in a file.`,
    why: 'The file is committed, and whoever reads it could write to the CRM.',
    todo: `Take it out, and count it as known to others. ${places}.`,
  };
}

function secretNames(id: string, { secrets }: DestinationKind): readonly string[] {
  return secrets.map(({ key }) => secretName(id, key));
}
