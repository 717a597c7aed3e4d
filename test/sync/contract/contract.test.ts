/** Every destination keeps every clause that its CRM lets it; what one lacks stands in the table at the end. */
import { describe, expect, test } from 'vitest';
import { destinations } from '../../../scripts/sync/destinations/registry.js';
import { clauses, keep } from './contract.js';
import type { Subject } from './subject.js';
import { csvSubject } from './subjects/csv.js';
import { hubspotSubject } from './subjects/hubspot.js';
import { salesforceSubject } from './subjects/salesforce.js';
import { trytonSubject } from './subjects/tryton.js';
import { webhookSubject } from './subjects/webhook.js';

const subjects: readonly Subject[] = [
  csvSubject,
  salesforceSubject(),
  hubspotSubject(false),
  hubspotSubject(true),
  webhookSubject(false),
  webhookSubject(true),
  trytonSubject,
];

for (const subject of subjects)
  describe(subject.name, () => {
    for (const clause of clauses)
      if (clause.needs.every((need) => subject.can.has(need)))
        test(clause.name, async () => expect(await keep(subject, clause)).toBeUndefined());
  });

test('every kind of destination is among them, and what each cannot be asked', () => {
  expect(new Set(subjects.map(({ name }) => name.split(',')[0]))).toEqual(
    new Set(destinations.map(({ name }) => name)),
  );
  const lacks = Object.fromEntries(
    subjects.map(({ name, can }) => [
      name,
      ['faults', 'sessions', 'refusals', 'ids', 'readBack', 'describe'].filter(
        (need) => !(can as ReadonlySet<string>).has(need),
      ),
    ]),
  );
  expect(lacks).toEqual({
    csv: ['faults', 'sessions', 'refusals', 'ids', 'readBack', 'describe'],
    salesforce: [],
    'hubspot, all or nothing': [],
    'hubspot, row by row': [],
    'webhook, all or nothing': ['ids', 'readBack', 'describe'],
    'webhook, row by row': ['ids', 'readBack', 'describe'],
    tryton: [],
  });
});
