/** `leadscore init`: from a few exports to a project that builds, checks and runs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { guessTable } from '../../scripts/init/guess-mapping.js';
import { loadProject } from '../../scripts/rubric/load.js';
import { cli, transcript } from '../faults/cli.js';
import { temporaryFolder } from '../temporary-folder.js';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder('init');
  mkdirSync(path.join(folder, 'exports'));
});

const put = (name: string, rows: readonly (readonly string[])[]): string => {
  const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
  writeFileSync(path.join(folder, 'exports', name), `${text}\n`);
  return `exports/${name}`;
};

const people = (): string =>
  put('Leads 2026.csv', [
    ['Lead ID', 'E-Mail', 'Job Title', 'Employees', 'Opted Out', 'Created', 'Shoe Size'],
    ['L-1', 'ada@brightmill.com', 'VP of Operations', '420', 'no', '2026-02-02 09:15:00', '39'],
    ['L-2', 'tom@gmail.com', 'Student', 'n/a', 'yes', '2026-02-20 17:40:00', ''],
  ]);
const visits = (): string =>
  put('visits.csv', [
    ['id', 'event', 'timestamp', 'received_at', 'email', 'page_url', 'raw_time'],
    [
      'e1',
      'page view',
      '2026-03-10 09:00:00',
      '2026-03-10 09:00:05',
      'ada@brightmill.com',
      'https://us.com/de/pricing?x=1',
      '1',
    ],
    ['e2', 'page view', '2026-03-11 09:00:00', '2026-03-11 09:00:05', 'ada@brightmill.com', 'https://us.com/blog', '2'],
    [
      'e3',
      'Demo request',
      '2026-03-12 09:00:00',
      '2026-03-12 09:00:05',
      'ada@brightmill.com',
      'https://us.com/demo',
      '3',
    ],
  ]);

test('init makes a project of exports: what it says and what it writes', async () => {
  people();
  visits();
  const deals = put('deals.csv', [
    ['deal_id', 'account_id', 'created_at', 'amount', 'won'],
    ['D-1', 'A-1', '1767225600', '5', 'f'],
  ]);
  const args = [
    'init',
    'acme',
    '--files',
    'exports/Leads 2026.csv',
    'exports/visits.csv',
    deals,
    '--time-zone',
    'Europe/Berlin',
  ];
  const seen = await cli(folder, args);
  const written = (file: string): string => `--- ${file}\n${readFileSync(path.join(folder, 'acme', file), 'utf8')}`;
  const files = [
    'workflow_settings.yaml',
    'rubrics/sources/crm.yaml',
    'rubrics/shared/signals.yaml',
    'rubrics/first.yaml',
  ];
  // The day on which the rubric was made is that of the test.
  const texts = files.map((file) => written(file).replace(/on: \d{4}-\d\d-\d\d/, 'on: <today>'));
  await expect([transcript(args, seen, folder), ...texts].join('\n')).toMatchFileSnapshot(
    path.join(import.meta.dirname, 'init.txt'),
  );

  expect(await cli(folder, ['--project', 'acme', 'check'])).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await cli(folder, ['--project', 'acme', 'run', '--as-of', '2026-03-31', '--quiet'])).toMatchObject({
    exitCode: 0,
  });
  const explained = await cli(folder, ['--project', 'acme', 'explain', 'ada@brightmill.com']);
  expect(explained.stdout).toContain('looked at the prices, last on 2026-03-10');
  expect(explained.stdout).toContain('Demo request, last on 2026-03-12');

  const again = await cli(folder, args);
  expect(again.exitCode).toBe(1);
  expect(again.stderr).toContain('acme/rubrics/first.yaml:1:1  init/file-is-there');
});

test('without files it is a project to which sources are added', async () => {
  const seen = await cli(folder, ['init', 'acme', '--own-domains', 'us.com', 'us.example']);
  expect(seen).toMatchObject({ exitCode: 0, stderr: '' });
  expect(seen.stdout).toContain('npx leadscore --project acme sources add <connector>');
  expect(readFileSync(path.join(folder, 'acme/rubrics/shared/standards.yaml'), 'utf8')).toContain(
    'internal_domains: [ us.com, us.example ]',
  );
});

test('what cannot be read is said, all of it, and nothing is written', async () => {
  const one = people();
  mkdirSync(path.join(folder, 'other'));
  writeFileSync(path.join(folder, 'other/Leads-2026.csv'), 'id\n1\n');
  const seen = await cli(folder, ['init', 'acme', '--files', 'exports/no.csv', one, 'other/Leads-2026.csv']);
  expect(seen.exitCode).toBe(1);
  expect(seen.stderr).toContain('There is no file exports/no.csv.');
  expect(seen.stderr).toContain('would both be the table Leads_2026.');
  expect(() => readFileSync(path.join(folder, 'acme/workflow_settings.yaml'))).toThrow('ENOENT');

  writeFileSync(path.join(folder, 'exports/latin.csv'), Buffer.from('id,name\n1,Zo\xeb\n', 'latin1'));
  const unread = await cli(folder, ['init', 'acme', '--files', 'exports/latin.csv']);
  expect(unread.exitCode).toBe(1);
  expect(unread.stderr).toContain('UTF-8');
  expect(() => readFileSync(path.join(folder, 'acme/workflow_settings.yaml'))).toThrow('ENOENT');
});

test('hostile headers and values are data in the YAML and in the SQL that is made of them', async () => {
  const unseen = 'a line\u2028of its own';
  const hostile = ['`; DROP TABLE x; --', "it's ${1+1} \\", '*/ "quoted" # : {a}', '{{ x }}'];
  const file = put('events.csv', [
    ['id', 'event', 'timestamp', 'received_at', 'email', 'session', ...hostile.map((text) => `x ${text}`)],
    ...[...hostile, unseen].map((text, index) => [
      `e${index}`,
      text,
      '2026-03-10 09:00:00',
      '2026-03-10 09:00:00',
      'ada@brightmill.com',
      's',
      ...hostile,
    ]),
  ]);
  const seen = await cli(folder, ['init', 'acme', '--files', people(), file]);
  expect(seen).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await cli(folder, ['--project', 'acme', 'check'])).toMatchObject({ exitCode: 0, stderr: '' });
  const { project } = await loadProject(path.join(folder, 'acme'));
  const events = project?.signals.flatMap(({ patterns }) => patterns.flatMap((pattern) => pattern.event ?? []));
  // What nobody would see in a review becomes no rule.
  expect(new Set(events)).toEqual(new Set(hostile));
});

describe('a table is guessed by its name and its headers', () => {
  const table = (name: string, ...headers: readonly string[]) =>
    guessTable({
      name,
      columns: headers.map((header) => ({ name: header, type: header.endsWith('at') ? 'TIMESTAMP' : 'STRING' })),
    });

  test('whatever the case and the signs of the headers', () => {
    const { entity, columns } = table('contacts', 'Contact-ID', 'E-Mail Address', 'JOB TITLE', 'created_at');
    expect(entity).toBe('contacts');
    expect([...columns].map(([canonical, raw]) => [canonical, raw.name])).toEqual([
      ['record_id', 'Contact-ID'],
      ['email', 'E-Mail Address'],
      ['created_at', 'created_at'],
      ['title', 'JOB TITLE'],
    ]);
  });

  test('one without a telling name by what explains most of it', () => {
    expect(table('t1', 'id', 'event', 'occurred_at', 'email', 'page', 'session_id').entity).toBe('events');
    expect(table('t1', 'id', 'note').entity).toBeUndefined();
  });

  test('a time that is no time is not taken for one, and what cannot do without it is not mapped', () => {
    const guess = guessTable({
      name: 'events',
      columns: [
        { name: 'id', type: 'STRING' },
        { name: 'event', type: 'STRING' },
        { name: 'timestamp', type: 'INT64' },
      ],
    });
    expect(guess).toMatchObject({
      entity: undefined,
      unreadTimes: ['timestamp'],
      nearly: { entity: 'events', lacks: ['happened_at'] },
    });
  });
});
