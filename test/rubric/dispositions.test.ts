/** What stands between a tier and its action, as the rest of the program reads it. */
import { Decimal } from 'decimal.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { minutesOf } from '../../scripts/rubric/duration.js';
import type { Rubric } from '../../scripts/rubric/model.js';
import { resolveProject } from '../../scripts/rubric/project.js';

const base = fileURLToPath(new URL('base', import.meta.url));
const texts = new Map(
  readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(base, name), 'utf8')]),
);
const inbound = 'rubrics/inbound.yaml';

function rubricWith(more: string): Rubric {
  const all = new Map([...texts, [inbound, `${texts.get(inbound) ?? ''}${more}`]]);
  const { project, problems } = resolveProject({ directory: '/project', texts: all, customModels: new Set() });
  const rubric = project?.rubrics[0];
  if (rubric === undefined) throw new Error(problems.map((problem) => problem.what).join('\n'));
  return rubric;
}

const at = expect.objectContaining({ file: inbound }) as unknown;

test('a hold has its reason, a freeze has one in words where none is given', () => {
  const { hold, freeze } = rubricWith(`
hold: [ { when: { coverage: { at_most: 0.5 } }, reason: enrichment } ]
freeze: [ { when: { field: lead.plan, in: [gold, tin] } }, { when: { total: 10 }, reason: in talks } ]
`);
  expect(hold?.map((rule) => rule.reason)).toEqual(['enrichment']);
  expect(freeze?.map((rule) => rule.reason)).toEqual(['plan is gold or tin', 'in talks']);
});

test('[F10] shares are exact, and arms stand in their order', () => {
  const { experiment } = rubricWith(`
experiment:
  salt: 2026q4
  explore: 0.125%
  holdout: { share: 5%, write: fields }
  variants:
    b: { share: 50%, action: { do: call, within: 5m }, from: 2026-06-01, to: 2026-07-01, why: faster? }
    a: { share: 44.875%, action: { do: write }, why: softer? }
`);
  expect(experiment).toEqual({
    salt: '2026q4',
    explore: new Decimal('0.00125'),
    holdout: { share: new Decimal('0.05'), write: 'fields', at },
    variants: [
      {
        name: 'b',
        share: new Decimal('0.5'),
        action: { do: 'call', details: new Map([['within', '5m']]) },
        from: '2026-06-01',
        to: '2026-07-01',
        why: 'faster?',
        at,
      },
      { name: 'a', share: new Decimal('0.44875'), action: { do: 'write', details: new Map() }, why: 'softer?', at },
    ],
    at,
  });
});

test('[F11] a capacity is a number of leads in a period', () => {
  expect(rubricWith('capacity: { hot: 400/month }\n').capacity).toEqual([
    { tier: 'hot', leads: 400, per: 'month', at },
  ]);
});

test('[F10] CRM fields name columns of lead_scores, in short or in full', () => {
  const { crm } = rubricWith(`
crm:
  fields: { Score__c: total, Fit__c: fit, Why__c: reasons, Tier__c: tier, Due__c: action_due_minutes, Play__c: playbook }
  write_when: [tier, reasons, { total: 5 }, { intent_score: 2.5 }]
`);
  expect(crm).toEqual({
    fields: [
      { field: 'Score__c', from: 'total_score', at },
      { field: 'Fit__c', from: 'fit_score', at },
      { field: 'Why__c', from: 'top_reasons', at },
      { field: 'Tier__c', from: 'tier', at },
      { field: 'Due__c', from: 'action_due_minutes', at },
      { field: 'Play__c', from: 'playbook', at },
    ],
    writeWhen: [
      { kind: 'changed', column: 'tier' },
      { kind: 'changed', column: 'top_reasons' },
      { kind: 'by', column: 'total_score', by: new Decimal(5) },
      { kind: 'by', column: 'intent_score', by: new Decimal('2.5') },
    ],
    at,
  });
});

test.each([
  ['5m', 5],
  ['1h', 60],
  ['48h', 2880],
  ['2d', 2880],
  ['0m', undefined],
  ['5', undefined],
  ['5 m', undefined],
  ['1w', undefined],
])('%s is %s minutes', (text, minutes) => {
  expect(minutesOf(text)).toBe(minutes);
});
