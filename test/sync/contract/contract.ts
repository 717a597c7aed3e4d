/**
 * What the engine relies on with every destination, whichever CRM is behind it. Asserted by node:assert, so that any runner
 * can put the same questions: `npm test` to the test servers, `npm run test:crm` to a real CRM.
 */
import assert from 'node:assert/strict';
import { classify } from '../../../scripts/sync/apply/classify.js';
import { canonicalText } from '../../../scripts/sync/canonical.js';
import { type CallAnswer, CallFailed, type Refusal } from '../../../scripts/sync/destination.js';
import type { ErrorClass, FieldMapping, FieldType, PlannedRow } from '../../../scripts/sync/rows.js';
import { hostileTexts } from './hostile.js';
import { type Ground, type Need, rowOf, type Subject } from './subject.js';

export interface Clause {
  readonly name: string;
  readonly needs: readonly Need[];
  /** Records that it wants; 5 unless given. */
  readonly records?: number;
  /** Seconds until a call is given up; 5 unless given. */
  readonly timeout?: number;
  readonly run: (ground: Ground) => Promise<void>;
}

/** Opens the subject for one clause and closes it, whatever becomes of it. */
export async function keep(subject: Subject, { records = 5, timeout = 5, run }: Clause): Promise<void> {
  const ground = await subject.open(records, timeout);
  try {
    await run(ground);
  } finally {
    await ground.close();
  }
}

export const never = new AbortController().signal;
let batches = 0;
const send = (ground: Ground, rows: readonly PlannedRow[], signal = never, batchId?: string): Promise<CallAnswer> => {
  batches += 1;
  return ground.destination.send(rows, { runId: 'contract-1', batchId: batchId ?? `b${batches}` }, signal);
};
const idAt = ({ ids }: Ground, at: number): string => {
  const id = ids[at];
  assert.ok(id !== undefined, 'the ground has too few records');
  return id;
};
const full = (ground: Ground, seq: number, at: number, text = 'a text'): PlannedRow => {
  const { number, text: words, date } = ground.fields;
  return rowOf(ground, seq, idAt(ground, at), { [number]: '61.5', [words]: text, [date]: '2026-06-23' });
};
const saidOf = (answer: CallAnswer): Record<number, string> => {
  assert.equal(answer.came, 'rows', JSON.stringify(answer));
  return answer.came === 'rows' ? Object.fromEntries(answer.rows.map(({ seq, said }) => [seq, said])) : {};
};
/** Why the row was refused, on its own or with the call it was alone in. */
const refusalOf = (answer: CallAnswer): Refusal => {
  if (answer.came === 'refusal') return answer.refusal;
  const [row] = answer.came === 'rows' ? answer.rows : [];
  assert.ok(row?.said === 'refused', JSON.stringify(answer));
  return row.refusal;
};
const classOf = ({ destination }: Ground, refusal: Refusal): ErrorClass =>
  classify(refusal, destination.errorClasses).class;
const heldText = async (ground: Ground, id: string, field: string, type: FieldType): Promise<string | null> =>
  canonicalText(await ground.held(id, field), type);
const writesOf = (ground: Ground, ...places: readonly number[]): Promise<readonly number[]> =>
  Promise.all(places.map((at) => ground.writes(idAt(ground, at))));

function withoutSecrets(ground: Ground, told: unknown, sent: readonly string[]): void {
  const text = told instanceof Error ? `${told.message}\n${JSON.stringify(told)}` : JSON.stringify(told ?? '');
  for (const secret of [...ground.secrets, ...sent]) assert.ok(!text.includes(secret), `${text} tells ${secret}`);
}

export const clauses: readonly Clause[] = [
  {
    name: 'a row arrives as it was planned, an emptied field is empty, and what is not named stays',
    needs: [],
    run: async (ground) => {
      const { number, text, date } = ground.fields;
      const emptied = rowOf(ground, 12, idAt(ground, 1), { [text]: null, [number]: '0' });
      assert.deepEqual(saidOf(await send(ground, [full(ground, 3, 0), full(ground, 4, 1)])), { 3: 'ok', 4: 'ok' });
      assert.deepEqual(saidOf(await send(ground, [emptied])), { 12: 'ok' });
      const held = async (at: number) => [
        await heldText(ground, idAt(ground, at), number, 'number'),
        await heldText(ground, idAt(ground, at), text, 'text'),
        await heldText(ground, idAt(ground, at), date, 'date'),
      ];
      assert.deepEqual(await held(0), ['61.5', 'a text', '2026-06-23']);
      assert.deepEqual(await held(1), ['0', null, '2026-06-23']);
      assert.deepEqual(await writesOf(ground, 0, 1, 2), [1, 2, 0]);
    },
  },
  {
    name: 'a call as large as the route takes: one answer for each row, by its own number',
    needs: [],
    records: 200,
    run: async (ground) => {
      const { rowsPerCall } = ground.destination.routeFor(200);
      const count = Math.min(rowsPerCall, 200);
      const rows = Array.from({ length: count }, (_, at) =>
        rowOf(ground, 5_000 - at, idAt(ground, at), { [ground.fields.number]: String(at) }),
      );
      const answer = await send(ground, rows);
      assert.equal(answer.came === 'rows' ? answer.rows.length : 0, count);
      assert.equal(Object.keys(saidOf(answer)).length, count);
      for (const { seq, crmId, fields } of rows) {
        assert.equal(saidOf(answer)[seq], 'ok');
        assert.equal(await heldText(ground, crmId, ground.fields.number, 'number'), fields.get(ground.fields.number));
      }
    },
  },
  {
    name: 'hostile texts arrive as they are, or are refused as the fault of their row',
    needs: [],
    run: async (ground) => {
      const { text } = ground.fields;
      for (const hostile of hostileTexts) {
        const answer = await send(ground, [rowOf(ground, 1, idAt(ground, 0), { [text]: hostile })]);
        if (ground.refuses(hostile)) assert.equal(classOf(ground, refusalOf(answer)), 'permanent');
        else {
          assert.deepEqual(saidOf(answer), { 1: 'ok' }, hostile);
          assert.equal(await ground.held(idAt(ground, 0), text), ground.kept(hostile));
        }
      }
    },
  },
  {
    name: 'no rows are no call',
    needs: ['faults'],
    run: async (ground) => {
      ground.order({ answers: 'status', status: 500, times: 9 });
      assert.deepEqual(await send(ground, []), { came: 'rows', rows: [] });
    },
  },
  {
    name: 'a row that the CRM does not take: told by its number, or the call is refused and nothing of it was written',
    needs: ['refusals'],
    run: async (ground) => {
      const wrong = rowOf(ground, 8, idAt(ground, 1), ground.wrong);
      const answer = await send(ground, [full(ground, 7, 0), wrong, full(ground, 9, 2)]);
      if (ground.destination.routeFor(3).isAllOrNothing && answer.came === 'refusal') {
        assert.deepEqual(await writesOf(ground, 0, 1, 2), [0, 0, 0]);
        assert.equal(classOf(ground, answer.refusal), 'permanent');
      } else assert.deepEqual(saidOf(answer), { 7: 'ok', 8: 'refused', 9: 'ok' });
      assert.equal(classOf(ground, refusalOf(await send(ground, [wrong]))), 'permanent');
      assert.deepEqual(await writesOf(ground, 1), [0]);
    },
  },
  {
    name: 'a record that is not there is gone, however often it is asked for',
    needs: ['refusals'],
    run: async (ground) => {
      const row = rowOf(ground, 1, ground.gone, { [ground.fields.number]: '1' });
      for (const _time of [1, 2]) assert.equal(classOf(ground, refusalOf(await send(ground, [row]))), 'gone');
    },
  },
  {
    name: 'what no id can be is refused without spoiling the rows beside it',
    needs: ['refusals', 'ids'],
    run: async (ground) => {
      const strange = ["1' OR '1'='1", '../x', '', '1,2', '{}'].map((id, at) =>
        rowOf(ground, 10 + at, id, { [ground.fields.number]: '1' }),
      );
      const said = saidOf(await send(ground, [full(ground, 1, 0), ...strange]));
      assert.deepEqual(said, { 1: 'ok', 10: 'refused', 11: 'refused', 12: 'refused', 13: 'refused', 14: 'refused' });
    },
  },
  {
    name: 'an answer that does not speak of a row is no success of it',
    needs: ['faults'],
    run: async (ground) => {
      assert.equal((await ground.destination.greet()).came, 'rows');
      ground.order({ answers: 'no results' });
      const answer = await send(ground, [full(ground, 1, 0)]);
      assert.notEqual(answer.came, 'refusal');
      assert.deepEqual(answer.came === 'rows' ? answer.rows : [], []);
      assert.deepEqual(await writesOf(ground, 0), [0]);
    },
  },
  {
    name: 'a call that is refused as a whole says its status and how long to wait',
    needs: ['faults'],
    run: async (ground) => {
      assert.equal((await ground.destination.greet()).came, 'rows');
      for (const [status, expected] of [
        [503, 'transient'],
        [429, 'transient'],
        [404, 'config'],
      ] as const) {
        ground.order({ answers: 'status', status, retryAfter: 7 });
        const answer = await send(ground, [full(ground, 1, 0)]);
        assert.ok(answer.came === 'refusal', JSON.stringify(answer));
        assert.deepEqual([answer.refusal.httpStatus, answer.refusal.retryAfter], [status, 7_000]);
        if (status !== 404) assert.equal(classOf(ground, answer.refusal), expected);
      }
    },
  },
  {
    name: 'a session that has ended is told apart, and renewed it goes on',
    needs: ['sessions'],
    run: async (ground) => {
      assert.deepEqual(saidOf(await send(ground, [full(ground, 1, 0)])), { 1: 'ok' });
      const mend = await ground.endSession();
      const refusal = refusalOf(await send(ground, [full(ground, 1, 0)]));
      assert.deepEqual([classOf(ground, refusal), refusal.httpStatus], ['auth', 401]);
      mend();
      await ground.destination.renew();
      assert.deepEqual(saidOf(await send(ground, [full(ground, 1, 0)])), { 1: 'ok' });
    },
  },
  {
    name: 'no answer in time',
    needs: ['faults'],
    timeout: 0.4,
    run: async (ground) => {
      assert.equal((await ground.destination.greet()).came, 'rows');
      ground.order({ answers: 'hang' });
      const message = 'No whole answer came in time.';
      assert.deepEqual(await send(ground, [full(ground, 1, 0)]), { came: 'nothing', because: 'timeout', message });
    },
  },
  {
    name: 'a connection that breaks after the work was done: sent again, the same value stands there',
    needs: ['faults'],
    run: async (ground) => {
      assert.equal((await ground.destination.greet()).came, 'rows');
      for (const answers of ['reset', 'truncated'] as const) {
        ground.order({ answers, carriedOut: true });
        const answer = await send(ground, [full(ground, 1, 0)], never, `again-${answers}`);
        assert.deepEqual([answer.came, answer.came === 'nothing' && answer.because], ['nothing', 'reset']);
        assert.deepEqual(saidOf(await send(ground, [full(ground, 1, 0)], never, `again-${answers}`)), { 1: 'ok' });
        assert.equal(await heldText(ground, idAt(ground, 0), ground.fields.number, 'number'), '61.5');
      }
    },
  },
  {
    name: 'an answer without a body',
    needs: ['faults'],
    run: async (ground) => {
      assert.equal((await ground.destination.greet()).came, 'rows');
      ground.order({ answers: 'empty' });
      const answer = await send(ground, [full(ground, 1, 0)]);
      if (ground.emptyAnswer === 'ok') assert.deepEqual(saidOf(answer), { 1: 'ok' });
      else assert.deepEqual([answer.came, answer.came === 'nothing' && answer.because], ['nothing', 'unreadable']);
    },
  },
  {
    name: 'the signal ends a call that is under way, and lets none begin',
    needs: ['faults'],
    run: async (ground) => {
      assert.equal((await ground.destination.greet()).came, 'rows');
      ground.order({ answers: 'hang' });
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 50);
      const message = 'The call was cut off because the run stops.';
      const stopped = { came: 'nothing', because: 'stopped', message };
      assert.deepEqual(await send(ground, [full(ground, 1, 0)], stop.signal), stopped);
      assert.deepEqual(await send(ground, [full(ground, 1, 0)], stop.signal), stopped);
      assert.deepEqual(await writesOf(ground, 0), [0]);
      // The connection that was cut is not the next call's.
      assert.deepEqual(saidOf(await send(ground, [full(ground, 1, 0)])), { 1: 'ok' });
    },
  },
  {
    name: 'no message holds a secret, or a value that was sent',
    needs: ['refusals', 'faults', 'sessions'],
    run: async (ground) => {
      const person = 'Ada Lovelace <ada@lovelace.example>';
      const wrong = rowOf(ground, 1, idAt(ground, 1), { [ground.fields.text]: person, ...ground.wrong });
      const told: unknown[] = [await send(ground, [wrong]), await send(ground, [full(ground, 1, 0), wrong])];
      for (const answers of ['status', 'reset', 'empty', 'no results'] as const) {
        ground.order({ answers });
        told.push(await send(ground, [wrong]));
      }
      await ground.endSession();
      told.push(await send(ground, [wrong]), await ground.destination.greet());
      ground.order({ answers: 'status', status: 403, times: 2 });
      told.push(await ground.destination.describe(ground.object).catch((error: unknown) => error));
      const values = Object.values(ground.wrong).filter((value) => value.length > 1);
      for (const each of told) withoutSecrets(ground, each, ['Lovelace', 'lovelace', ...values]);
    },
  },
  {
    name: 'reading back gives what was planned, by the ids asked for, and nothing of records that are not there',
    needs: ['readBack'],
    records: 230,
    run: async (ground) => {
      const { number, text, date } = ground.fields;
      await send(ground, [full(ground, 1, 0, '  61.50  "x" ')]);
      const fields = new Map<string, FieldType>([
        [number, 'number'],
        [text, 'text'],
        [date, 'date'],
      ]);
      const asked = [...ground.ids, ground.gone, "x' OR ''='", ...ground.ids.slice(0, 3)];
      const read = await ground.destination.readBack?.(ground.object, asked, fields, never);
      assert.equal(read?.size, 230);
      assert.deepEqual([...read.keys()].sort(), [...ground.ids].sort());
      const held = Object.fromEntries(read.get(idAt(ground, 0)) ?? []);
      assert.deepEqual(held, { [number]: '61.5', [text]: ground.kept('  61.50  "x" '), [date]: '2026-06-23' });
      assert.equal(read.get(idAt(ground, 1))?.get(date), null);
      assert.equal((await ground.destination.readBack?.(ground.object, [], fields, never))?.size, 0);
    },
  },
  {
    name: 'reading back that fails is thrown, and can be asked again',
    needs: ['readBack', 'faults'],
    run: async (ground) => {
      assert.equal((await ground.destination.greet()).came, 'rows');
      const fields = new Map<string, FieldType>([[ground.fields.number, 'number']]);
      const read = async () => ground.destination.readBack?.(ground.object, ground.ids, fields, never);
      for (const answers of ['status', 'reset', 'truncated', 'empty'] as const) {
        ground.order({ answers });
        await assert.rejects(read, CallFailed, answers);
      }
      assert.equal((await read())?.size, 5);
    },
  },
  {
    name: 'the CRM tells its fields: a mapping that fits has no fault, one that does not has one',
    needs: ['describe'],
    run: async (ground) => {
      const { destination, object } = ground;
      const described = new Map([[object, (await destination.describe(object)) ?? []]]);
      const mapping = (field: string, type: FieldType): FieldMapping => ({
        rubric: 'demo',
        object,
        field,
        from: 'total_score',
        type,
        ...(type === 'number' && { scale: 1 }),
        whenNull: 'clear',
        write: 'always',
      });
      const { number, text, date } = ground.fields;
      const fits = [mapping(number, 'number'), mapping(text, 'text'), mapping(date, 'date')];
      assert.deepEqual(destination.check(fits, described), []);
      const codes = (field: string, type: FieldType) =>
        destination.check([mapping(field, type)], described).map(({ code }) => code);
      assert.deepEqual(
        [codes('no_such_field', 'text'), codes(date, 'number')],
        [['sync/unknown-field'], ['sync/field-type']],
      );
    },
  },
];
