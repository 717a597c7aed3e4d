/** What `leadscore health` says before a run and after it, whole: findings, the audit, JSON. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cli, stackLines, transcript } from '../faults/cli.js';
import { projectCopy } from '../faults/project-copy.js';

test('[A10] health names what is wrong, worst first; the audit lists what is tracked', async () => {
  const directory = projectCopy();
  const seen: string[] = [];
  const tell = async (...args: string[]): Promise<void> => {
    const one = await cli(directory, args);
    expect(stackLines(one)).toEqual([]);
    seen.push(transcript(args, one, directory));
  };
  writeFileSync(join(directory, 'rubrics/shared/health.yaml'), 'unmapped: { fewest_events: 1 }\n');
  // A page of whose name a terminal must not run a word, and a form nobody of which reached the CRM.
  appendFileSync(
    join(directory, 'data/events.csv'),
    'E5,page_view,2026-06-29T08:00:00Z,dan@hooli.com,/\u001b[31mred,\nE6,form_submit,2026-06-28T09:00:00Z,eve@umbrella.com,/demo,demo\n',
  );
  await tell('health');
  expect((await cli(directory, ['build'])).exitCode).toBe(0);
  expect((await cli(directory, ['run', '--as-of', '2026-06-30', '--quiet'])).exitCode).toBe(0);
  await tell('health');
  await tell('health', '--quiet');
  await tell('health', '--audit');
  await tell('health', '--audit', '--json');
  const { findings } = JSON.parse((await cli(directory, ['health', '--json'])).stdout) as {
    readonly findings: readonly { readonly level: string }[];
  };
  expect(findings.filter(({ level }) => level === 'ok').length).toBeGreaterThan(3);
  await expect(seen.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, 'health.txt'));
});
