/**
 * Every rule of every destination's table of refusals, and each code that one names among several, is met by an answer of a server
 * to what the destination sends it: its class, its waits, and the whole message where it stops a plan. `case.ts` says who refuses.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../../scripts/problem/render.js';
import { classify, classifyCall, type NoRows, ruleFor } from '../../../scripts/sync/apply/classify.js';
import { destinations } from '../../../scripts/sync/destinations/registry.js';
import type { ErrorRule } from '../../../scripts/sync/error-rule.js';
import { callProblem } from '../../../scripts/sync/plan/call-problem.js';
import { type Case, deciders } from './case.js';
import { csvCases } from './csv.js';
import { hubspotCases } from './hubspot.js';
import { salesforceCases } from './salesforce/cases.js';
import { trytonCases } from './tryton.js';
import { unmet } from './unmet.js';
import { webhookCases } from './webhook.js';

const cases: Readonly<Record<string, readonly Case[]>> = {
  csv: csvCases,
  hubspot: hubspotCases,
  salesforce: salesforceCases,
  tryton: trytonCases,
  webhook: webhookCases,
};

interface Told {
  readonly end: NoRows;
  readonly text: string;
}

async function told({ name, by, provoke }: Case, destination: string, errorClasses: readonly ErrorRule[]) {
  const end = await provoke().catch((error: unknown) => {
    throw new Error(`${destination}, ${name}: ${String(error)}`, { cause: error });
  });
  const { class: is, halve, wait } = classifyCall(end, errorClasses);
  const names = end.came === 'refusal' ? (end.refusal.fields ?? []) : [];
  const problem = callProblem({ id: 'crm', destination }, { errorClasses }, end);
  const shown = render([problem], 'text', () => undefined, { color: false, cwd: '/' });
  const [, ...lines] = shown.split('\n\n1 problem')[0]?.split('\n') ?? [];
  const verdict = `${is}${halve ? ', in halves' : ''}${wait > 0 ? `, after ${wait} ms` : ''}`;
  const about = `-- ${name}; ${deciders[by]}${names.length > 0 ? `; names ${names.join(', ')}` : ''}`;
  return { end, text: `${about}\n${verdict}\n${lines.join('\n')}\n` };
}

/** In the order of the rules, and behind them what never was answered. */
function inOrder(all: readonly Told[], rules: readonly ErrorRule[]): readonly Told[] {
  const place = ({ end }: Told): number => {
    const rule = end.came === 'refusal' ? ruleFor(end.refusal, rules) : undefined;
    return rule === undefined ? rules.length : rules.indexOf(rule);
  };
  return all.toSorted((one, other) => place(one) - place(other));
}

test.each(destinations.map((kind) => [kind.name, kind] as const))('%s', async (name, { errorClasses }) => {
  const all: Told[] = [];
  for (const each of cases[name] ?? []) all.push(await told(each, name, errorClasses));
  const refusals = all.flatMap(({ end }) => (end.came === 'refusal' ? [end.refusal] : []));
  expect(refusals.filter((refusal) => ruleFor(refusal, errorClasses) === undefined)).toEqual([]);
  expect(unmet(errorClasses, refusals)).toEqual([]);
  const text = inOrder(all, errorClasses)
    .map((each) => each.text)
    .join('\n');
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `${name}.txt`));
});

test('what of a table is not met is named', () => {
  const rules: readonly ErrorRule[] = [
    { code: /^(?:LOCKED|BUSY|NO_[A-Z]+)$/, class: 'transient' },
    { status: [404, 405], class: 'config' },
    { code: 'GONE', class: 'gone' },
    // Never decides: the one above does.
    { code: 'GONE', status: 410, class: 'config' },
    { status: [400, 499], class: 'permanent' },
  ];
  const met = [
    { code: 'BUSY', message: '' },
    { code: 'GONE', message: '', httpStatus: 410 },
    { code: 'X', message: '', httpStatus: 405 },
    { code: 'X', message: '', httpStatus: 422 },
  ];
  expect(unmet(rules, met)).toEqual([
    'rule 1 of 5: ^(?:LOCKED)$',
    'rule 1 of 5: ^(?:NO_[A-Z]+)$',
    'rule 2 of 5: HTTP 404',
    'rule 4 of 5: all of it',
  ]);
});

test('a refusal that nobody foresaw is unknown, wherever it comes from but a webhook and a file system', () => {
  const strange = { code: 'SOMETHING_NEW', message: 'It says so.' };
  const classes = destinations.map(({ name, errorClasses }) => [name, classify(strange, errorClasses).class]);
  expect(Object.fromEntries(classes)).toEqual({
    csv: 'unknown',
    hubspot: 'unknown',
    salesforce: 'unknown',
    tryton: 'unknown',
    // Each code of a row that a receiver makes up rejects it.
    webhook: 'permanent',
  });
});
