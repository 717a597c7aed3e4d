/** Every rule of every destination's table of refusals is met once: its class, and the whole message where it stops a plan. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../../../scripts/problem/render.js';
import { classify, ruleFor } from '../../../scripts/sync/apply/classify.js';
import type { Refusal } from '../../../scripts/sync/destination.js';
import { destinations } from '../../../scripts/sync/destinations/registry.js';
import type { ErrorRule } from '../../../scripts/sync/error-rule.js';
import { callProblem } from '../../../scripts/sync/plan/call-problem.js';
import { refusals } from './refusals.js';

/** Codes that a rule names as one of several. */
function alternatives({ code }: ErrorRule): readonly string[] {
  const [, words] = code instanceof RegExp ? (/^\^\(\?:([\w|]+)\)\$$/.exec(code.source) ?? []) : [];
  return words?.split('|') ?? [];
}

test.each(destinations.map((kind) => [kind.name, kind] as const))('%s', async (name, { errorClasses }) => {
  const given = refusals[name] ?? [];
  const met = new Map<ErrorRule, Refusal[]>(errorClasses.map((rule) => [rule, []]));
  for (const refusal of given) {
    const rule = ruleFor(refusal, errorClasses);
    if (rule === undefined) throw new Error(`no rule of ${name} fits ${JSON.stringify(refusal)}`);
    met.get(rule)?.push(refusal);
  }
  expect([...met].filter(([, by]) => by.length === 0).map(([rule]) => rule)).toEqual([]);
  const codes = new Set(given.map(({ code }) => code));
  expect(errorClasses.flatMap(alternatives).filter((code) => !codes.has(code))).toEqual([]);
  const told = [...met]
    .flatMap(([, by]) => by)
    .map((refusal) => {
      const { class: is, halve, wait } = classify(refusal, errorClasses);
      const problem = callProblem({ id: 'crm', destination: name }, { errorClasses }, { came: 'refusal', refusal });
      const shown = render([problem], 'text', () => undefined, { color: false, cwd: '/' });
      const [, ...lines] = shown.split('\n\n1 problem')[0]?.split('\n') ?? [];
      return `${is}${halve ? ', in halves' : ''}${wait > 0 ? `, after ${wait} ms` : ''}\n${lines.join('\n')}\n`;
    });
  await expect(told.join('\n')).toMatchFileSnapshot(join(import.meta.dirname, `${name}.txt`));
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
