/** What stands between a tier and its action, as the rest of the program reads it. */
import { Decimal } from 'decimal.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { causesOf } from '../../scripts/rubric/crm-causes.js';
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

test('[F10, G2] CRM fields name columns of crm_updates, in short or in full, alone or with how they are written', () => {
  const { crm } = rubricWith(`
crm:
  fields:
    Score__c: total
    Fit__c: { from: fit, scale: 2, null: clear }
    Why__c: reasons
    Why_Short__c: { from: reasons, length: 80, objects: [contact] }
    Tier__c: { from: tier, type: text, length: 40, write: if_empty }
    Last_Act__c: { from: last_act_on, write: if_newer }
  write_when: [tier, reasons, { total: 5 }, { intent_score: 2.5 }]
`);
  const usual = { whenNull: 'skip', write: 'always', objects: ['lead', 'contact'], at };
  expect(crm).toEqual({
    fields: [
      { field: 'Score__c', from: 'total_score', type: 'number', scale: 0, ...usual },
      { field: 'Fit__c', from: 'fit_score', type: 'number', scale: 2, ...usual, whenNull: 'clear' },
      { field: 'Why__c', from: 'top_reasons', type: 'text', ...usual },
      { field: 'Why_Short__c', from: 'top_reasons_80', type: 'text', length: 80, ...usual, objects: ['contact'] },
      { field: 'Tier__c', from: 'tier', type: 'text', length: 40, ...usual, write: 'if_empty' },
      { field: 'Last_Act__c', from: 'last_act_on', type: 'date', ...usual, write: 'if_newer' },
    ],
    writeWhen: [
      { kind: 'changed', column: 'tier' },
      { kind: 'changed', column: 'reason_rules' },
      { kind: 'by', column: 'total_score', by: new Decimal(5) },
      { kind: 'by', column: 'intent_score', by: new Decimal('2.5') },
    ],
    at,
  });
});

test('[G2] without write_when every change of a field counts, or one by the least min_change of its column', () => {
  const { crm } = rubricWith(`
crm:
  fields:
    Score__c: { from: total, min_change: 5 }
    Exact__c: { from: total, scale: 2, min_change: 2.5 }
    Fit__c: { from: fit, min_change: 5 }
    Fit_Again__c: fit
    Tier__c: tier
`);
  expect(crm && causesOf(crm)).toEqual([
    { kind: 'by', column: 'total_score', by: new Decimal('2.5') },
    { kind: 'changed', column: 'fit_score' },
    { kind: 'changed', column: 'tier' },
  ]);
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
