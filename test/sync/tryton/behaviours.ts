/**
 * What the destination promises of a Tryton, whichever it is: `npm test` asks our test server, `npm run test:crm` a real one,
 * so that the two cannot drift apart.
 */
import assert from 'node:assert/strict';
import { classify } from '../../../scripts/sync/apply/classify.js';
import { CallFailed, type CallAnswer, type Destination, type Refusal } from '../../../scripts/sync/destination.js';
import { tryton } from '../../../scripts/sync/destinations/tryton/kind.js';
import type { ErrorClass, FieldType, ObjectName, PlannedRow } from '../../../scripts/sync/rows.js';

export interface TrytonUnderTest {
  readonly url: string;
  readonly login: { readonly database: string; readonly username: string; readonly password: string };
  /** The company that its leads belong to. */
  readonly company: number;
  /** Adds sale.opportunity records in the state lead; gives their ids. */
  leads(count: number): Promise<readonly string[]>;
  /** Adds party.party records; gives their ids. */
  parties(...named: readonly { readonly name: string; readonly code: string }[]): Promise<readonly string[]>;
  /** Adds employees of the company; gives their ids. */
  employees(count: number): Promise<readonly string[]>;
  /** How often each of these leads was written since it was added, by the server's own account. */
  writes(ids: readonly string[]): Promise<readonly number[]>;
  endSessions(): Promise<void>;
  openSessions(): Promise<number>;
}

export interface Opening {
  readonly password?: string;
  readonly url?: string;
  readonly database?: string;
  readonly lead?: string;
  readonly batch?: number;
  readonly inFlight?: number;
  /** Seconds. */
  readonly timeout?: number;
}

/** A destination of the Tryton, with what `change` says otherwise. */
export function opened(under: TrytonUnderTest, change: Opening = {}): Promise<Destination> {
  const { login, url, company } = under;
  return tryton.open({
    syncId: 'crm',
    connection: new Map<string, string | number>([
      ['url', change.url ?? url],
      ['database', change.database ?? login.database],
      ['username', login.username],
      ['company', company],
      ...(change.timeout === undefined ? [] : [['timeout', change.timeout] as const]),
    ]),
    secret: (key) => (key === 'PASSWORD' ? (change.password ?? login.password) : ''),
    objects: new Map<ObjectName, string>([
      ['lead', change.lead ?? 'sale.opportunity'],
      ['contact', 'party.party'],
    ]),
    ...(change.batch !== undefined && { batch: change.batch }),
    ...(change.inFlight !== undefined && { inFlight: change.inFlight }),
    now: () => new Date('2026-06-23T10:00:00Z'),
  });
}

export const types = new Map<string, FieldType>([
  ['conversion_probability', 'number'],
  ['amount', 'number'],
  ['description', 'text'],
  ['comment', 'text'],
  ['end_date', 'date'],
  ['create_date', 'datetime'],
  ['active', 'boolean'],
  ['name', 'text'],
  ['code', 'text'],
]);

type Fields = Readonly<Record<string, string | null>>;

/** Planned rows of one object, a pair of id and fields each. */
export function rows(object: ObjectName, ...each: readonly (readonly [id: string, fields: Fields])[]): PlannedRow[] {
  return each.map(([crmId, fields], at) => ({
    seq: at + 1,
    rowKey: `${object}/${crmId}`,
    object,
    crmId,
    operation: 'changed',
    fields: new Map(Object.entries(fields)),
    types,
    fingerprint: 'f',
  }));
}

export const batch = { runId: 'crm-1', batchId: '1' };
export const never = new AbortController().signal;

/** The fields of some leads, as text, by id. */
async function held(
  destination: Destination,
  ids: readonly string[],
  object: ObjectName,
  ...fields: readonly string[]
): Promise<Readonly<Record<string, Fields>>> {
  const asked = new Map(fields.map((field) => [field, types.get(field) ?? 'text']));
  const read = await destination.readBack?.(object, ids, asked, never);
  return Object.fromEntries([...(read ?? [])].map(([id, values]) => [id, Object.fromEntries(values)]));
}

function refusalOf(answer: CallAnswer): Refusal {
  assert.equal(answer.came, 'refusal', JSON.stringify(answer));
  return answer.came === 'refusal' ? answer.refusal : { code: '', message: '' };
}

/** What the table of refusals says of it. */
export function classOf({ errorClasses }: Pick<Destination, 'errorClasses'>, refusal: Refusal): ErrorClass {
  return classify(refusal, errorClasses).class;
}

async function refusalOfWrite(destination: Destination, object: ObjectName, id: string, fields: Fields) {
  const refusal = refusalOf(await destination.send(rows(object, [id, fields]), batch, never));
  return { ...refusal, class: classOf(destination, refusal) };
}

const assignment = {
  key: '0123456789abcdef0123456789abcdef',
  rule: 'give',
  kind: 'assign',
  transitionId: 't1',
  object: 'lead',
  subject: '',
  description: '',
  foundAt: '2026-06-01T12:30:00Z',
} as const;

const hostile = `'; DROP TABLE res_user; -- " %s %(a)s \${x} {{x}} \\ \\u0041 <b> 😀 {"__class__":"date"}`;

export const behaviours: readonly {
  readonly name: string;
  readonly run: (under: TrytonUnderTest, destination: Destination) => Promise<void>;
}[] = [
  {
    name: 'rows with values of their own are written in one call, each once, and others are left alone',
    run: async (under, destination) => {
      const ids = await under.leads(4);
      const [a = '', b = '', c = '', other = ''] = ids;
      const answer = await destination.send(
        rows(
          'lead',
          [a, { conversion_probability: '0.11', description: hostile }],
          [b, { conversion_probability: '0.2222' }],
          [c, { conversion_probability: '1', comment: 'two\nlines' }],
        ),
        batch,
        never,
      );
      assert.deepEqual(answer, { came: 'rows', rows: [1, 2, 3].map((seq) => ({ seq, said: 'ok' })) });
      assert.deepEqual(await under.writes(ids), [1, 1, 1, 0]);
      const read = await held(destination, ids, 'lead', 'conversion_probability', 'description', 'comment');
      assert.deepEqual(read[a], { conversion_probability: '0.11', description: hostile, comment: null });
      assert.equal(read[b]?.conversion_probability, '0.2222');
      assert.deepEqual([read[c]?.conversion_probability, read[c]?.comment], ['1', 'two\nlines']);
      assert.notEqual(read[other]?.conversion_probability, '0.11');
    },
  },
  {
    name: 'exact numbers, days, moments and flags come back as they were planned, and an empty field as none',
    run: async (under, destination) => {
      const [id = ''] = await under.leads(1);
      const [party = ''] = await under.parties({ name: 'Acme', code: 'values-1' });
      const fields = { amount: '12345678901234.56', end_date: '2026-02-28', description: 'x' };
      const sent = [
        await destination.send(rows('lead', [id, fields]), batch, never),
        await destination.send(rows('contact', [party, { active: 'false', name: 'Acme & Co' }]), batch, never),
      ];
      assert.deepEqual(
        sent.map(({ came }) => came),
        ['rows', 'rows'],
      );
      assert.deepEqual((await held(destination, [id], 'lead', ...Object.keys(fields)))[id], fields);
      // A record that is switched off is still there.
      assert.deepEqual((await held(destination, [party], 'contact', 'active', 'name'))[party], {
        active: 'false',
        name: 'Acme & Co',
      });
      const emptied = { amount: null, end_date: null, description: null };
      await destination.send(rows('lead', [id, emptied]), batch, never);
      assert.deepEqual((await held(destination, [id], 'lead', ...Object.keys(fields)))[id], emptied);
    },
  },
  {
    name: 'one bad row refuses the whole call, and nothing of it is written',
    run: async (under, destination) => {
      const ids = await under.leads(3);
      const fields = ids.map((id, at): readonly [string, Fields] => [
        id,
        { conversion_probability: at === 1 ? '7' : '0.5' },
      ]);
      const refusal = refusalOf(await destination.send(rows('lead', ...fields), batch, never));
      assert.equal(classOf(destination, refusal), 'permanent');
      assert.match(refusal.message, /not valid according to its domain/);
      assert.deepEqual(await under.writes(ids), [0, 0, 0]);
      assert.equal(destination.routeFor(3).isAllOrNothing, true);
    },
  },
  {
    name: 'what a value can be refused for is the row’s fault, and no message repeats the value',
    run: async (under, destination) => {
      const [id = ''] = await under.leads(1);
      const [, taken = ''] = await under.parties({ name: 'a', code: 'taken-1' }, { name: 'b', code: 'taken-2' });
      const cases: readonly (readonly [ObjectName, string, Fields, string, RegExp])[] = [
        [
          'lead',
          id,
          { conversion_probability: '0.123456' },
          'UserError',
          /^The number of digits in the value "\[value\]"/,
        ],
        ['lead', id, { conversion_probability: null }, 'UserError', /^A value is required for field/],
        ['lead', id, { description: 'secret\nline' }, 'UserError', /^The value "\[value\]" for field "Description"/],
        ['lead', id, { description: 'nul\u0000' }, 'SERVER_ERROR', /NUL \(0x00\)/],
        ['lead', id, { amount: '12.505' }, 'UserError', /exceeds the limit/],
        ['contact', taken, { code: 'taken-1' }, 'UserError', /must be unique/],
      ];
      for (const [object, record, fields, code, message] of cases) {
        const refusal = await refusalOfWrite(destination, object, record, fields);
        assert.deepEqual([refusal.code, refusal.class, refusal.httpStatus], [code, 'permanent', 200], refusal.message);
        assert.match(refusal.message, message);
      }
      assert.deepEqual(await under.writes([id]), [0]);
    },
  },
  {
    name: 'records that are not there are gone, whether a rule hides them or not; an id that is none is not sent',
    run: async (under, destination) => {
      const [id = ''] = await under.leads(1);
      const hidden = await refusalOfWrite(destination, 'lead', '2000000000', { conversion_probability: '0.5' });
      const absent = await refusalOfWrite(destination, 'contact', '2000000000', { name: 'x' });
      assert.deepEqual([hidden.class, absent.class], ['gone', 'gone'], `${hidden.message}\n${absent.message}`);
      const malformed = ['0', '-1', '1.5', 'a', '1],{}', '2147483648'].map((each): readonly [string, Fields] => [
        each,
        { conversion_probability: '0.5' },
      ]);
      const answer = await destination.send(
        rows('lead', [id, { conversion_probability: '0.5' }], ...malformed),
        batch,
        never,
      );
      assert.equal(answer.came, 'rows');
      const said = answer.came === 'rows' ? answer.rows : [];
      assert.deepEqual(
        said.map((row) => (row.said === 'ok' ? 'ok' : row.refusal.code)),
        ['ok', ...malformed.map(() => 'MALFORMED_ID')],
      );
      assert.deepEqual(await under.writes([id]), [1]);
    },
  },
  {
    name: 'a field or model that Tryton does not know, and one it only works out, are the mapping’s fault',
    run: async (under, destination) => {
      const [id = ''] = await under.leads(1);
      const unknown = await refusalOfWrite(destination, 'lead', id, { nope: '7' });
      assert.deepEqual([unknown.code, unknown.class, unknown.fields], ['UNKNOWN_NAME', 'config', ['nope']]);
      const workedOut = await refusalOfWrite(destination, 'lead', id, { currency_digits: '1' });
      assert.deepEqual([workedOut.code, workedOut.class], ['READ_ONLY_FIELD', 'config']);
      await assert.rejects(
        async () => held(destination, [id], 'lead', 'nope'),
        (error) => error instanceof CallFailed && classOf(destination, refusalOf(error.answer)) === 'config',
      );
      const other = await opened(under, { lead: 'nope.nope' });
      const model = refusalOf(await other.greet());
      assert.deepEqual([model.code, classOf(other, model)], ['UNKNOWN_NAME', 'config']);
      await other.close();
    },
  },
  {
    name: 'a session that ended is told apart from a refusal, and signing in anew goes on',
    run: async (under, destination) => {
      const ids = await under.leads(1);
      const [id = ''] = ids;
      const planned = rows('lead', [id, { conversion_probability: '0.25' }]);
      assert.equal((await destination.send(planned, batch, never)).came, 'rows');
      await under.endSessions();
      const refusal = refusalOf(await destination.send(planned, batch, never));
      assert.deepEqual([refusal.httpStatus, classOf(destination, refusal)], [401, 'auth']);
      await destination.renew();
      assert.equal((await destination.send(planned, batch, never)).came, 'rows');
      assert.deepEqual(await under.writes(ids), [2]);
    },
  },
  {
    name: 'a wrong password or database is told at the first call and stops a run',
    run: async (under) => {
      const wrong = await opened(under, { password: 'not the password' });
      const refusal = refusalOf(await wrong.greet());
      assert.deepEqual([refusal.code, classOf(wrong, refusal)], ['LOGIN_REFUSED', 'config']);
      await assert.rejects(wrong.renew(), CallFailed);
      await wrong.close();
      const elsewhere = await opened(under, { database: 'no_such_database' });
      const noDatabase = refusalOf(await elsewhere.greet());
      assert.deepEqual([noDatabase.code, classOf(elsewhere, noDatabase)], ['HTTP_404', 'config']);
      await elsewhere.close();
    },
  },
  {
    name: 'fields are described as Tryton has them',
    run: async (_under, destination) => {
      const fields = new Map((await destination.describe('lead'))?.map((field) => [field.name, field]));
      const told = (name: string) => {
        const { type, isWritable, scale, isRestricted, choices } = fields.get(name) ?? {};
        return [type, isWritable, scale, isRestricted, choices?.includes('lead')];
      };
      assert.deepEqual(told('conversion_probability'), ['number', true, 4, undefined, undefined]);
      // Its digits depend on the currency of the record.
      assert.deepEqual(told('amount'), ['number', true, undefined, undefined, undefined]);
      assert.deepEqual(told('description'), ['text', true, undefined, undefined, undefined]);
      assert.deepEqual(told('end_date'), ['date', true, undefined, undefined, undefined]);
      assert.deepEqual(told('currency_digits'), ['number', false, 0, undefined, undefined]);
      assert.deepEqual(told('create_date'), ['datetime', false, undefined, undefined, undefined]);
      assert.deepEqual(told('state'), ['choice', false, undefined, true, true]);
    },
  },
  {
    name: 'reading back leaves out what is not there and no id that is none is asked for; moments are in UTC',
    run: async (under, destination) => {
      const ids = await under.leads(2);
      const read = await held(destination, [...ids, '2000000000', 'x', '1)'], 'lead', 'create_date');
      assert.deepEqual(Object.keys(read).sort(), [...ids].sort());
      for (const { create_date: created } of Object.values(read))
        assert.match(created ?? '', /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    },
  },
  {
    name: 'an opportunity is given to an employee, and nothing else of it is written; one who is none is refused',
    run: async (under, destination) => {
      const ids = await under.leads(2);
      const [id = '', other = ''] = ids;
      const [employee = ''] = await under.employees(1);
      const assign = (to: string, crmId = id): Promise<CallAnswer | undefined> =>
        destination.actions?.act({ ...assignment, crmId, to }, never) ?? Promise.resolve(undefined);
      assert.deepEqual(await assign(employee), { came: 'rows', rows: [{ seq: 1, said: 'ok' }] });
      const read = await held(destination, ids, 'lead', 'employee');
      assert.deepEqual([read[id]?.employee, read[other]?.employee], [employee, null]);
      assert.deepEqual(await under.writes(ids), [1, 0]);
      for (const [answer, expected] of [
        [await assign('2000000000'), 'permanent'],
        [await assign(employee, '2000000000'), 'gone'],
      ] as const) {
        const refusal = refusalOf(answer ?? { came: 'rows', rows: [] });
        assert.deepEqual([classOf(destination, refusal), refusal.httpStatus], [expected, 200], refusal.message);
      }
      const malformed = await assign("1}; DROP TABLE 'x'");
      assert.deepEqual(malformed, {
        came: 'rows',
        rows: [
          {
            seq: 1,
            said: 'refused',
            refusal: { code: 'MALFORMED_ID', message: 'A record id is no whole number above 0; nothing was sent.' },
          },
        ],
      });
      assert.deepEqual(await under.writes(ids), [1, 0]);
      assert.equal(destination.actions?.isRepeatable('assign'), false);
    },
  },
  {
    name: 'closing ends the session',
    run: async (under) => {
      const before = await under.openSessions();
      const other = await opened(under);
      assert.equal((await other.greet()).came, 'rows');
      assert.equal(await under.openSessions(), before + 1);
      await other.close();
      assert.equal(await under.openSessions(), before);
    },
  },
];
