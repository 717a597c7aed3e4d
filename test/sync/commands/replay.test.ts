/** What was never true of today is written to no CRM. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli } from '../../faults/cli.js';
import { projectCopy } from '../../faults/project-copy.js';

test.each([
  ['a suffix', (settings: string) => `${settings}\ndatasetSuffix: replay\n`],
  ['the name of the dataset', (settings: string) => settings.replace(/defaultDataset: \w+/, '$&_replay')],
])('[F10] no sync reads the tables of a replay, which %s tells', async (_what, changed) => {
  const directory = projectCopy();
  appendFileSync(join(directory, 'rubrics/inbound.yaml'), '\ncrm:\n  fields: { Score__c: total }\n');
  mkdirSync(join(directory, 'rubrics/sync'));
  writeFileSync(
    join(directory, 'rubrics/sync/files.yaml'),
    'destination: csv\nsource: crm\nstage: fields+actions\nactions: { call: { do: task, tiers: [hot] } }\n',
  );
  const settings = join(directory, 'workflow_settings.yaml');
  const before = readFileSync(settings, 'utf8');
  writeFileSync(settings, changed(before));
  expect(readFileSync(settings, 'utf8')).not.toBe(before);
  expect(await cli(directory, ['build'])).toMatchObject({ exitCode: 0 });
  for (const command of ['plan', 'apply']) {
    const { exitCode, stderr } = await cli(directory, ['sync', command]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/sync\/replay\n {2}The tables of "leadscore_replay" are a replay or a trial/);
  }
  expect(existsSync(join(directory, '.leadscore/outbox/files/actions'))).toBe(false);
});
