import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lookbackBySignal } from '../../scripts/rubric/lookbacks.js';
import { resolveProject } from '../../scripts/rubric/project.js';
import type { Criterion, Dimension, Project, Rubric } from '../../scripts/rubric/model.js';

const files = [
  'inbound.yaml',
  'shared/standards.yaml',
  'shared/signals.yaml',
  'shared/outcomes.yaml',
  'sources/crm.yaml',
  'sources/crm.lock.yaml',
].map((name) => `rubrics/${name}`);
const base = new Map(files.map((file) => [file, readFileSync(new URL(`base/${file}`, import.meta.url), 'utf8')]));

const rubricFile = 'rubrics/inbound.yaml';

/** The base with pieces of its rubric replaced. */
function load(replace: Readonly<Record<string, string>>, customModels: ReadonlySet<string> = new Set()): Project {
  let text = base.get(rubricFile) ?? '';
  for (const [from, to] of Object.entries(replace)) {
    expect(text).toContain(from);
    text = text.replace(from, () => to);
  }
  const { project, problems } = resolveProject({
    directory: '/project',
    texts: new Map([...base, [rubricFile, text]]),
    customModels,
  });
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  if (project === undefined) throw new Error('no project');
  return project;
}

function rubricOf(replace: Readonly<Record<string, string>>): Rubric {
  const [rubric] = load(replace).rubrics;
  if (rubric === undefined) throw new Error('no rubric');
  return rubric;
}

function dimension(rubric: Rubric, name: string): Dimension {
  const found = rubric.dimensions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no dimension ${name}`);
  return found;
}

function criterion(replace: Readonly<Record<string, string>>): Criterion {
  const [found] = dimension(rubricOf(replace), 'fit').criteria;
  if (found === undefined) throw new Error('no criterion');
  return found;
}

test.each(['0.1', '0.2', '-12.345', '999999999999999.999', '7'])('the number %s is exactly that', (written) => {
  const points = criterion({ 'points: 20': `points: ${written}` }).cases[0]?.points;
  expect(points?.toFixed()).toBe(written);
});

test('text that looks like code comes through unchanged', () => {
  const purpose = '${process.exit(1)} `${1}` \\x24{ \' " -- /* */ {{ }} 😀 ; DROP TABLE leads';
  const rubric = rubricOf({ 'purpose: new business': `purpose: ${JSON.stringify(purpose)}` });
  expect(rubric.purpose).toBe(purpose);
});

test('yes, no, on and off are texts, as YAML 1.2 has it', () => {
  const found = criterion({ '[software, fintech]': '[yes, no, on, off]' });
  expect(found.cases[0]?.when).toMatchObject({
    test: { op: 'in', values: ['yes', 'no', 'on', 'off'].map((value) => ({ type: 'STRING', value })) },
  });
});

test('neutral is the midpoint of the attainable points', () => {
  const { unknown } = criterion({ 'points: 20': 'points: 7.125', 'points: 0 }': 'points: -1 }' });
  expect(unknown).toMatchObject({ kind: 'points', declared: 'neutral' });
  expect(unknown.points.toFixed()).toBe('3.0625');
});

test('a fallback is the whole criterion read from the other field', () => {
  const { unknown } = criterion({ 'unknown: neutral': 'unknown: { fallback: account.industry, points: 3 }' });
  expect(unknown).toMatchObject({
    kind: 'fallback',
    declared: 'from account.industry',
    cases: [{ when: { field: { entity: 'account', name: 'industry', type: 'STRING' }, test: { op: 'in' } } }],
  });
  expect(unknown.points.toFixed()).toBe('3');
});

test('the same level gives the same points', () => {
  const { unknown } = criterion({ 'unknown: neutral': 'unknown: { same_as: high }' });
  expect(unknown).toMatchObject({ kind: 'points', declared: 'same as high' });
  expect(unknown.points.toFixed()).toBe('20');
});

test('the short form is one case, and zero points otherwise', () => {
  const whole = readFileSync(new URL(`base/${rubricFile}`, import.meta.url), 'utf8');
  const from = whole.slice(whole.indexOf('      industry:'), whole.indexOf('  intent:'));
  const found = criterion({
    [from]: '      big_company: { when: { field: lead.employees, at_least: 100 }, points: 5 }\n',
  });
  expect(found).toMatchObject({
    name: 'big_company',
    label: 'big company',
    cases: [{ label: 'big company', when: { field: { name: 'employees' }, test: { op: 'at_least' } } }],
    unknown: { kind: 'points', declared: 'no points' },
    at: { file: rubricFile, line: 10, column: 7, length: 11 },
  });
  expect(found.otherwise.points.isZero()).toBe(true);
  expect(found.unknown.points.isZero()).toBe(true);
});

test.each([
  ['decay: none', { kind: 'none' }],
  ['decay: { until: 30d }', { kind: 'until', days: 30 }],
  ['decay: { linear: 30d }', { kind: 'linear', days: 30 }],
  ['decay: { half_life: 7d }', { kind: 'half_life', days: 7, lookbackDays: 70 }],
  ['decay: { half_life: 7d, until: 30d }', { kind: 'half_life', days: 7, lookbackDays: 30 }],
  ['decay: { steps: { 0d: 1, 30d: 0.5 } }', { kind: 'steps', steps: [{ fromDay: 0 }, { fromDay: 30 }] }],
])('%s', (written, expected) => {
  const { acts } = dimension(rubricOf({ 'decay: { half_life: 14d }': written }), 'intent');
  expect(acts[0]?.decay).toMatchObject(expected);
});

test.each([
  ['signal: pricing_page', { signals: ['pricing_page'], times: { min: 1 } }],
  ['signal: pricing_page, times: 2', { times: { min: 2 } }],
  ['signal: pricing_page, times: 2..3', { times: { min: 2, max: 3 } }],
  ['signal: pricing_page, times: 4..', { times: { min: 4 } }],
  ['signal: pricing_page, times: 0..2', { times: { min: 0, max: 2 } }],
  ['family: web, within: 7d', { signals: ['pricing_page'], named: 'web', withinDays: 7 }],
])('behaviour: %s', (written, expected) => {
  const rubric = rubricOf({ 'signal: demo_request, within: 30d': written });
  const gate = rubric.tiers[0]?.requires[0]?.when;
  expect(gate).toMatchObject({ kind: 'behaviour', ...expected });
  expect(gate?.kind === 'behaviour' && 'withinDays' in gate).toBe(written.includes('within'));
});

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, number | undefined>>]>([
  ['as long as their points last', {}, { demo_request: 140, pricing_page: 30 }],
  [
    'or as a condition asks',
    { 'signal: demo_request, within: 30d': 'signal: pricing_page, within: 45d' },
    { demo_request: 140, pricing_page: 45 },
  ],
  [
    'at any age where a condition sets no end',
    { 'signal: demo_request, within: 30d': 'signal: pricing_page' },
    { demo_request: 140, pricing_page: undefined },
  ],
  [
    'what resets a dimension, as long as anything there counts',
    { 'linear: 30d }, cap: 30': 'linear: 30d }, cap: 30, resets: intent' },
    { demo_request: 140, pricing_page: 140 },
  ],
  [
    'at any age before inactivity, and what resets it, too',
    {
      'range: [0, 100]\n    acts': 'inactivity: { after: 10d, points: -3 }\n    acts',
      'cap: 30': 'cap: 30, resets: intent',
    },
    { demo_request: undefined, pricing_page: undefined },
  ],
  [
    'what comes before in a sequence, by its time',
    {
      'pricing_page: { points: 10, decay: { linear: 30d }, cap: 30 }':
        'pricing_page: { points: 10, decay: { linear: 30d } }\n      both: { sequence: [pricing_page, demo_request], within: 20d, points: 5, decay: { until: 50d } }',
    },
    { demo_request: 140, pricing_page: 70 },
  ],
  [
    'at any age where ages count from another act',
    { 'half_life: 14d }': 'half_life: 14d, age_from: last_act_in(pricing_page) }' },
    { demo_request: undefined, pricing_page: undefined },
  ],
])('acts are read back %s', (_, replace, expected) => {
  expect(Object.fromEntries(lookbackBySignal(rubricOf(replace)))).toEqual(expected);
});

test('several tests, and several results, must all hold', () => {
  const rubric = rubricOf({ '{ total: 50 }': '{ fit: 10, intent: { at_most: 90 }, coverage: { at_least: 0.5 } }' });
  expect(rubric.tiers[0]?.when).toMatchObject({
    kind: 'all',
    of: [
      { kind: 'result', result: { kind: 'coverage' } },
      { kind: 'result', result: { kind: 'dimension', dimension: 'fit' } },
      { kind: 'result', result: { kind: 'dimension', dimension: 'intent' } },
    ],
  });
});

test('two fields are compared', () => {
  const rubric = rubricOf({
    'signal: demo_request, within: 30d': 'field: lead.employees, at_least: { field: lead.seats }',
  });
  expect(rubric.tiers[0]?.requires[0]?.when).toMatchObject({
    kind: 'field',
    field: { entity: 'lead', name: 'employees', type: 'INT64' },
    test: { op: 'compare', comparison: '>=', other: { entity: 'lead', name: 'seats', type: 'INT64' } },
  });
});

test('SQL of a rubric comes with the fields it reads', () => {
  const sql = "lead.employees > 10 AND REGEXP_CONTAINS(LOWER(lead.plan), r'pro') OR account.is_customer";
  const rubric = rubricOf({ 'signal: demo_request, within: 30d': `sql: ${JSON.stringify(sql)}` });
  expect(rubric.tiers[0]?.requires[0]?.when).toMatchObject({
    kind: 'sql',
    sql,
    fields: [{ name: 'employees' }, { name: 'plan', type: 'STRING' }, { entity: 'account', name: 'is_customer' }],
  });
});

test('owners, changes, approval and uses are kept', () => {
  const rubric = rubricOf({
    'purpose: new business': `purpose: { for: new business, uses: [routing] }
owners: { signals: marketing }
approved: { by: revops, on: 2026-01-02 }
changes: [{ version: 1, on: 2026-01-01, what: First, why: None before }]`,
  });
  expect(rubric).toMatchObject({
    purpose: 'new business',
    uses: ['routing'],
    owners: new Map([['signals', 'marketing']]),
    approved: { by: 'revops', on: '2026-01-02' },
    changes: [{ version: 1, on: '2026-01-01', what: 'First', why: 'None before' }],
  });
});

test('one live rubric is its own precedence', () => {
  expect(load({}).precedence).toEqual(['inbound']);
});

test('a staging model of the user stands in for the generated one', () => {
  expect(load({}).sources[0]?.entities[0]?.isCustom).toBe(false);
  expect(load({}, new Set(['stg_crm__leads.sqlx'])).sources[0]?.entities[0]?.isCustom).toBe(true);
});
