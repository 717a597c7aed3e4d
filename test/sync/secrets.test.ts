import { expect, test } from 'vitest';
import { ProblemError } from '../../scripts/problem.js';
import type { SecretKey } from '../../scripts/sync/destinations/kind.js';
import { secretProblems, secretReader, type SecretSources } from '../../scripts/sync/destinations/secrets.js';

const token: SecretKey = {
  key: 'TOKEN',
  is: 'the access token of the private app',
  pattern: /^[!-~]+$/,
  looksLike: 'a token: one word of visible characters',
  isNeeded: (connection) => connection.get('grant') !== 'none',
};
const reading = (environment: Record<string, string>, files: Record<string, string> = {}): SecretSources => ({
  environment,
  readFile: (path) => {
    const text = files[path];
    if (text === undefined) throw new Error(`ENOENT ${path}`);
    return text;
  },
});
const problems = (sources: SecretSources) => secretProblems('crm-main', [token], new Map(), sources);

test('a secret comes from the environment or from a file, without its last line break', () => {
  expect(secretReader('crm-main', [token], reading({ LEADSCORE_CRM_MAIN_TOKEN: 'abc' }))('TOKEN')).toBe('abc');
  const sources = reading({ LEADSCORE_CRM_MAIN_TOKEN_FILE: '/run/token' }, { '/run/token': 'abc\n' });
  expect(secretReader('crm-main', [token], sources)('TOKEN')).toBe('abc');
  expect(problems(sources)).toEqual([]);
});

test('a file is read anew each time: a token may be replaced while a run waits', () => {
  const files: Record<string, string> = { '/run/token': 'old' };
  const secret = secretReader('crm-main', [token], reading({ LEADSCORE_CRM_MAIN_TOKEN_FILE: '/run/token' }, files));
  expect(secret('TOKEN')).toBe('old');
  files['/run/token'] = 'new';
  expect(secret('TOKEN')).toBe('new');
});

test.each<[Record<string, string>, Record<string, string>, string, string, string]>([
  [
    {},
    {},
    'sync/secret-missing',
    'LEADSCORE_CRM_MAIN_TOKEN is not set: the access token of the private app.',
    'Set it in the environment, or set LEADSCORE_CRM_MAIN_TOKEN_FILE to the name of a file that holds it.',
  ],
  [
    { LEADSCORE_CRM_MAIN_TOKEN: 's3cr3t', LEADSCORE_CRM_MAIN_TOKEN_FILE: '/x' },
    {},
    'sync/secret-twice',
    'Both LEADSCORE_CRM_MAIN_TOKEN and LEADSCORE_CRM_MAIN_TOKEN_FILE are set.',
    'Unset one of them.',
  ],
  [
    { LEADSCORE_CRM_MAIN_TOKEN_FILE: '/x' },
    {},
    'sync/secret-unreadable',
    'The file that LEADSCORE_CRM_MAIN_TOKEN_FILE names cannot be read.',
    'Name a file that exists and that this user may read.',
  ],
  [
    { LEADSCORE_CRM_MAIN_TOKEN: ' ' },
    {},
    'sync/secret-empty',
    'LEADSCORE_CRM_MAIN_TOKEN is empty.',
    'Put the access token of the private app there.',
  ],
  [
    { LEADSCORE_CRM_MAIN_TOKEN: 's3cr3t\r\nX-Evil: 1' },
    {},
    'sync/secret-malformed',
    'LEADSCORE_CRM_MAIN_TOKEN does not look like a token: one word of visible characters.',
    'Put the access token of the private app there.',
  ],
])('%j with %j: %s', (environment, files, code, what, todo) => {
  expect(problems(reading(environment, files))).toEqual([{ code, severity: 'error', what, todo }]);
  expect(() => secretReader('crm-main', [token], reading(environment, files))('TOKEN')).toThrow(ProblemError);
});

test('a secret that this connection does not need is not asked for', () => {
  expect(secretProblems('crm-main', [token], new Map([['grant', 'none']]), reading({}))).toEqual([]);
});
