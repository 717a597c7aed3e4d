/** Secrets of a sync: from the environment or from files, never from the project. No message ever holds a value. */
import { type Problem, ProblemError } from '../../problem.js';
import type { Connection, SecretKey } from './kind.js';

export interface SecretSources {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Reads a whole file as text; throws where it cannot. */
  readonly readFile: (path: string) => string;
}

/** `LEADSCORE_CRM_MAIN_TOKEN` for the sync `crm-main` and the key TOKEN. */
export function secretName(syncId: string, key: string): string {
  return `LEADSCORE_${syncId.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${key}`;
}

/** Reads one secret of the kind, each time anew. Throws `ProblemError` where it is missing or malformed. */
export function secretReader(
  syncId: string,
  secrets: readonly SecretKey[],
  sources: SecretSources,
): (key: string) => string {
  return (key) => {
    const secret = secrets.find((each) => each.key === key);
    if (secret === undefined) throw new Error(`no secret of this destination is called ${key}`);
    const read = readSecret(syncId, secret, sources);
    if (typeof read !== 'string') throw new ProblemError(read);
    return read;
  };
}

/** Every fault of the secrets that this connection needs, all at once. */
export function secretProblems(
  syncId: string,
  secrets: readonly SecretKey[],
  connection: Connection,
  sources: SecretSources,
): readonly Problem[] {
  return secrets
    .filter((secret) => secret.isNeeded(connection))
    .map((secret) => readSecret(syncId, secret, sources))
    .filter((read) => typeof read !== 'string');
}

function readSecret(syncId: string, secret: SecretKey, { environment, readFile }: SecretSources): string | Problem {
  const name = secretName(syncId, secret.key);
  const direct = environment[name];
  const file = environment[`${name}_FILE`];
  if (direct !== undefined && file !== undefined)
    return error('sync/secret-twice', `Both ${name} and ${name}_FILE are set.`, 'Unset one of them.');
  if (direct === undefined && file === undefined)
    return error(
      'sync/secret-missing',
      `${name} is not set: ${secret.is}.`,
      `Set it in the environment, or set ${name}_FILE to the name of a file that holds it.`,
    );
  const where = file === undefined ? name : `The file that ${name}_FILE names`;
  let text: string;
  try {
    text = (file === undefined ? (direct ?? '') : readFile(file)).trim();
  } catch {
    return error(
      'sync/secret-unreadable',
      `${where} cannot be read.`,
      'Name a file that exists and that this user may read.',
    );
  }
  if (text === '') return error('sync/secret-empty', `${where} is empty.`, `Put ${secret.is} there.`);
  if (!secret.pattern.test(text))
    return error(
      'sync/secret-malformed',
      `${where} does not look like ${secret.looksLike}.`,
      `Put ${secret.is} there.`,
    );
  return text;
}

function error(code: string, what: string, todo: string): Problem {
  return { code, severity: 'error', what, todo };
}
