/**
 * Whole plans through the engine into the destinations that stand on our own servers only (Tryton's is tried with a real one), with rows that it refuses, a record that is gone, and a network
 * that fails: judged by what the server holds, not by what we logged.
 */
import { expect, test } from 'vitest';
import { canonicalText } from '../../../scripts/sync/canonical.js';
import type { FieldType } from '../../../scripts/sync/rows.js';
import { quickClock, sendPlan } from '../../crm/engine/send-plan.js';
import type { FaultOrder } from '../servers/fault.js';
import type { Ground, Subject } from './subject.js';
import { hubspotSubject } from './subjects/hubspot.js';
import { salesforceSubject } from './subjects/salesforce.js';
import { webhookSubject } from './subjects/webhook.js';

const records = 260;
const isWrong = (at: number): boolean => at % 60 === 7;

/** Rows for every record, some of them wrong, and one for a record that is not there. */
function rowsOf({ ids, fields, wrong, gone }: Ground) {
  const rows = ids.map((id, at) => ({
    id,
    fields: {
      [fields.number]: String(at),
      [fields.text]: at % 3 === 0 ? null : `reasons of ${at}, "quoted"`,
      [fields.date]: '2026-06-23',
      ...(isWrong(at) && wrong),
    },
  }));
  return [...rows, { id: gone, fields: { [fields.number]: '1' } }];
}

const faults: readonly FaultOrder[] = [
  { answers: 'reset', carriedOut: true, after: 1 },
  { answers: 'status', status: 503 },
  { answers: 'truncated', carriedOut: true, after: 1 },
  { answers: 'reset' },
  { answers: 'status', status: 500, carriedOut: true, after: 1 },
  { answers: 'empty' },
];

const subjects: readonly Subject[] = [
  salesforceSubject(),
  salesforceSubject('composite'),
  salesforceSubject('bulk2'),
  hubspotSubject(false),
  webhookSubject(true),
];

test.each(subjects.map((subject) => [subject.name, subject] as const))(
  '%s: nothing lost, nothing wrong, whatever the network does',
  async (_name, subject) => {
    const ground = await subject.open(records, 5, 20);
    const { fields: names } = ground;
    const types: Record<string, FieldType> = Object.fromEntries([
      ...Object.keys(ground.wrong).map((name) => [name, 'number']),
      [names.number, 'number'],
      [names.text, 'text'],
      [names.date, 'date'],
    ]);
    try {
      expect((await ground.destination.greet()).came).toBe('rows');
      // An empty answer of a webhook says that all is well, and is none of its faults.
      ground.order(...faults.filter(({ answers }) => answers !== 'empty' || ground.emptyAnswer === 'nothing'));
      const rows = rowsOf(ground);
      const { summary, outcomes } = await sendPlan({
        destination: ground.destination,
        object: ground.object,
        fields: types,
        rows,
        clock: quickClock(100),
      });
      const wrong = ground.ids.filter((_, at) => isWrong(at));
      expect(summary).toMatchObject({ status: 'done', ok: records - wrong.length, rejected: wrong.length + 1 });
      // Every fault was met: the next call meets none.
      expect(summary.retries).toBeGreaterThan(2);
      expect((await ground.destination.greet()).came).toBe('rows');
      const [, route = ground.destination.routeFor(records).name] = subject.name.split(', ');
      if (ground.destination.name === 'salesforce') expect(ground.destination.routeFor(records).name).toBe(route);
      expect(outcomes.get(ground.gone)).toEqual({ outcome: 'rejected', class: 'gone' });
      for (const [at, { id, fields }] of rows.entries()) {
        if (id === ground.gone) continue;
        if (isWrong(at)) {
          expect([outcomes.get(id), await ground.writes(id)]).toEqual([{ outcome: 'rejected', class: 'permanent' }, 0]);
          continue;
        }
        const held = await Promise.all(
          Object.keys(fields).map(async (name) => canonicalText(await ground.held(id, name), types[name] ?? 'text')),
        );
        expect([id, outcomes.get(id)?.outcome, ...held]).toEqual([id, 'ok', ...Object.values(fields)]);
      }
      // What was refused with others for a row's sake was not written; what got no answer may be twice.
      const writes = await Promise.all(ground.ids.map((id) => ground.writes(id)));
      expect(Math.max(...writes)).toBeLessThanOrEqual(faults.filter((fault) => fault.carriedOut === true).length + 1);
    } finally {
      await ground.close();
    }
  },
);
