/** From the question to the CRM to the plan: what is refused before anything is planned, what stands in the summary, what it costs. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProblemError, type Problem } from '../../../scripts/problem.js';
import type { Destination, DescribedField, Limits, Route } from '../../../scripts/sync/destination.js';
import { giveUp } from '../../../scripts/sync/plan/give-up.js';
import { makePlan } from '../../../scripts/sync/plan/make-plan.js';
import type { PlanSummary } from '../../../scripts/sync/plan/summary.js';
import { storeTable } from '../../../scripts/sync/store/store.js';
import { config, dataset, field, mapping, now, SmallWarehouse, type UpdateRow } from './small-warehouse.js';

let warehouse: SmallWarehouse;
beforeEach(async () => {
  warehouse = await SmallWarehouse.open();
});
afterEach(async () => {
  await warehouse.close();
});

const usual = [
  mapping([
    field('Score__c', 'total_score', 'number', { scale: 0 }),
    field('Tier__c', 'tier', 'text'),
    field('Seen__c', 'last_act_on', 'date', { whenNull: 'clear' }),
  ]),
];
const described: readonly DescribedField[] = [
  { name: 'Score__c', type: 'number', isWritable: true, isUnique: false },
  { name: 'TIER__C', type: 'choice', isWritable: true, isUnique: false, choices: ['hot', 'warm'], isRestricted: true },
  { name: 'Seen__c', type: 'date', isWritable: true, isUnique: false },
];

interface Crm {
  readonly fields: readonly DescribedField[];
  readonly limits: Limits;
  readonly held: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly refuses: boolean;
}

/** Answers what it is told to; never sends anything. */
function crm({ fields = described, limits = {}, held, refuses = false }: Partial<Crm> = {}) {
  const route: Route = {
    name: 'collections',
    rowsPerCall: 2,
    callsInFlight: 1,
    countedCalls: 1,
    callsPerSecond: 4,
    isAllOrNothing: false,
    isJob: false,
  };
  const created: string[] = [];
  const destination: Destination = {
    name: 'csv',
    errorClasses: [],
    routeFor: () => route,
    greet: () =>
      Promise.resolve(
        refuses
          ? { came: 'refusal', refusal: { code: 'invalid_grant', message: 'authentication failure', httpStatus: 400 } }
          : { came: 'rows', rows: [], limits },
      ),
    describe: () =>
      Promise.resolve([
        ...fields,
        ...created.map((name): DescribedField => ({ name, type: 'number', isWritable: true, isUnique: false })),
      ]),
    check: () => [],
    createFields: (_, missing) => {
      created.push(...missing.map((each) => each.field));
      return Promise.resolve({ came: 'rows', rows: [] });
    },
    send: () => Promise.reject(new Error('a plan sends nothing')),
    ...(held !== undefined && {
      readBack: (_, ids) =>
        Promise.resolve(
          new Map(
            ids.flatMap((id): [string, Map<string, string | null>][] =>
              held[id] === undefined ? [] : [[id, new Map(Object.entries(held[id]))]],
            ),
          ),
        ),
    }),
    renew: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  return { destination, created };
}

interface Wish {
  readonly destination: Destination;
  readonly isOffline: boolean;
  readonly createsFields: boolean;
  readonly at: string;
}

let chance = 0;
async function planned({ destination, isOffline = false, createsFields = false, at = now }: Partial<Wish> = {}) {
  chance += 1;
  return makePlan(warehouse.store, {
    config,
    mappings: usual,
    destination: destination ?? crm().destination,
    createsFields,
    warehouse: { file: warehouse.file, dataset },
    isOffline,
    now: new Date(at),
    chance: String(chance).padStart(4, '0'),
    signal: new AbortController().signal,
  });
}

async function problems(work: Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

async function acknowledged(summary: PlanSummary): Promise<void> {
  const rows = await warehouse.store.planPage(summary.runId, { after: 0, upTo: 1_000_000 });
  await warehouse.store.changeRun(summary.runId, { status: 'running', startedAt: now });
  await warehouse.acknowledge({ runId: summary.runId, rows, skipped: {} });
}

const many = (count: number): UpdateRow[] =>
  Array.from({ length: count }, (_, index) => ({ record_id: `00Q${String(index).padStart(4, '0')}` }));

test('the summary counts rows, fields, calls, time and the share of the calls left', async () => {
  await warehouse.put([...many(5), { record_id: '00Q9999', state: 'converted' }, { record_id: '00QX', tier: null }]);
  const summary = await planned({ destination: crm({ limits: { usedToday: 900, allowedToday: 1000 } }).destination });
  expect(summary).toMatchObject({
    counts: { byOperation: { new: 6, changed: 0, retry: 0, clear: 0 }, skipped: { converted: 1 } },
    fields: [
      { object: 'lead', field: 'Score__c', rows: 6, emptied: 0 },
      { object: 'lead', field: 'Tier__c', rows: 5, emptied: 0 },
      { object: 'lead', field: 'Seen__c', rows: 6, emptied: 0 },
    ],
    cost: {
      objects: [{ object: 'lead', rows: 6, route: 'collections', calls: 3, seconds: 1 }],
      calls: 3,
      seconds: 1,
      quota: { used: 900, allowed: 1000, share: 0.03, ours: 20 },
    },
    breakers: [],
    scoresAsOf: '2026-06-30T00:00:00Z',
  });
  expect(summary.samples).toHaveLength(6);
  const stored = await warehouse.store.run(summary.runId);
  expect(JSON.parse(stored?.planSummary ?? '{}')).toMatchObject({ rows: 6, samples: [] });
});

test('examples show what the CRM holds, else what was written last, else nothing', async () => {
  await warehouse.put([{ record_id: '00Q1' }]);
  const first = await planned();
  expect(first.samples[0]).toMatchObject({
    beforeFrom: 'unknown',
    fields: [{ field: 'Score__c', after: '40' }, {}, {}],
  });
  await acknowledged(first);
  await warehouse.put([{ record_id: '00Q1', total_score: 60 }]);
  expect((await planned()).samples[0]).toMatchObject({
    operation: 'changed',
    beforeFrom: 'sent',
    fields: [{ field: 'Score__c', before: '40', after: '60' }, {}, {}],
  });
  const { destination } = crm({ held: { '00Q1': { Score__c: '55', Tier__c: null } } });
  expect((await planned({ destination })).samples[0]).toMatchObject({
    beforeFrom: 'crm',
    fields: [
      { field: 'Score__c', before: '55', after: '60' },
      { field: 'Tier__c', before: null, after: 'warm' },
      { field: 'Seen__c', before: null },
    ],
  });
});

test('a value that a restricted choice does not take stops the plan, and names what it takes', async () => {
  await warehouse.put([
    { record_id: '00Q1', tier: 'Warm' },
    { record_id: '00Q2', tier: 'frozen' },
    { record_id: '00Q3' },
  ]);
  expect(await problems(planned())).toEqual([
    {
      code: 'sync/no-such-choice',
      severity: 'error',
      what: 'Lead.Tier__c does not take "Warm", "frozen": its choices are "hot", "warm".',
      why: 'The CRM refuses a value of a restricted choice that is not among them.',
      todo: 'Add them to the choices of the field, or make the field a text. Its "warm" may be meant by "Warm".',
    },
  ]);
});

test('a CRM that does not let us in, or cannot be reached, is told before anything is planned', async () => {
  await warehouse.put(many(1));
  expect(await problems(planned({ destination: crm({ refuses: true }).destination }))).toMatchObject([
    {
      code: 'sync/refused',
      what: 'csv refused us: invalid_grant (HTTP 400), authentication failure',
      todo: 'Look at the secrets of "crm" and at what its user may do there.',
    },
  ]);
  const { destination } = crm();
  const silent: Destination = {
    ...destination,
    greet: () => Promise.resolve({ came: 'nothing', because: 'refused', message: 'no one listens at crm.example:443' }),
  };
  expect(await problems(planned({ destination: silent }))).toMatchObject([
    { code: 'sync/no-answer', what: 'csv cannot be reached: no one listens at crm.example:443' },
  ]);
  expect(await warehouse.store.runs(10)).toEqual([]);
  // Offline nothing is asked.
  expect((await planned({ destination: silent, isOffline: true })).counts.byOperation.new).toBe(1);
});

test('fields that are missing are made on request, once, whoever maps them', async () => {
  await warehouse.put(many(1));
  const { destination, created } = crm({ fields: described.filter(({ name }) => name !== 'Score__c') });
  await planned({ destination });
  expect(created).toEqual([]);
  await planned({ destination, createsFields: true });
  expect(created).toEqual(['Score__c']);
  await planned({ destination, createsFields: true });
  expect(created).toEqual(['Score__c']);
});

test('a plan that nobody has carried out gives way to the next, with what it held of people', async () => {
  await warehouse.put(many(3));
  const first = await planned();
  const second = await planned();
  expect((await warehouse.store.runs(10)).map(({ runId }) => runId)).toEqual([second.runId]);
  expect(await warehouse.store.planPage(first.runId, { after: 0, upTo: 10 })).toEqual([]);
});

test('while a run has not ended there is no other plan; given up, its rows come into the next', async () => {
  await warehouse.put(many(4));
  const { runId } = await planned();
  const { store } = warehouse;
  await store.changeRun(runId, { status: 'running', startedAt: now });
  await store.intend(runId, [
    { batchId: 'b1', object: 'lead', seqLow: 1, seqHigh: 2, records: 2, route: 'collections' },
  ]);
  expect(await problems(planned())).toMatchObject([
    { code: 'sync/not-ended', what: `The run ${runId} has not ended.` },
  ]);
  expect(await giveUp(store)).toEqual([runId]);
  expect(await store.totals(runId)).toEqual({ planned: 4, ok: 0, rejected: 0, deferred: 4, skipped: 0, waiting: 0 });
  expect(await store.run(runId)).toMatchObject({ status: 'aborted', stopReason: 'given up by hand' });
  // What was under way may stand in the CRM: it is written whatever its values are now.
  const doubtful = await store.rows(`SELECT seq FROM ${storeTable('sync_outcome')} WHERE may_be_written ORDER BY seq`);
  expect(doubtful.map(({ seq }) => Number(seq))).toEqual([1, 2]);
  expect((await planned()).counts.byOperation).toMatchObject({ retry: 4, new: 0 });
});

test('what a process had recorded and not folded when it ended holds, though the run is given up', async () => {
  await warehouse.put(many(3));
  const { runId } = await planned();
  const { store } = warehouse;
  await store.changeRun(runId, { status: 'running', startedAt: now });
  const rows = await store.planPage(runId, { after: 0, upTo: 3 });
  await store.log(
    runId,
    rows.map(({ seq, rowKey, fingerprint }) => ({
      batchId: 'b1',
      seq,
      rowKey,
      fingerprint,
      outcome: 'ok',
      mayBeWritten: false,
      attempt: 1,
    })),
  );
  expect(await giveUp(store)).toEqual([runId]);
  expect((await planned()).counts.byOperation).toEqual({ new: 0, changed: 0, retry: 0, clear: 0 });
});

test('breakers: many changes, many emptied fields, many more rows than usual, older scores', async () => {
  const rows = many(600);
  await warehouse.put(rows);
  const first = await planned();
  expect(first.breakers).toEqual([]);
  await acknowledged(first);
  await warehouse.put(rows.map((row, index) => (index < 500 ? { ...row, total_score: 90 } : row)));
  expect((await planned({ isOffline: true })).breakers).toEqual([
    {
      breaker: 'max_change_share',
      what: '83.3 % of the 600 records written before would change, more than 30 %.',
    },
  ]);
  await warehouse.put(rows.map((row) => ({ ...row, last_act_on: null, as_of: '2026-06-29T00:00:00Z' })));
  expect((await planned({ isOffline: true })).breakers).toEqual([
    {
      breaker: 'older_scores',
      what: 'The scores are as of 2026-06-29T00:00:00Z, older than those that were written last (2026-06-30T00:00:00Z).',
    },
    { breaker: 'max_change_share', what: '100 % of the 600 records written before would change, more than 30 %.' },
    { breaker: 'max_clear_share', what: '100 % of the rows empty a field that holds something, more than 5 %.' },
  ]);
});

test('what was written is dropped a month after its run, and by then nobody needs it', async () => {
  await warehouse.put(many(1));
  const first = await planned();
  await acknowledged(first);
  await warehouse.store.changeRun(first.runId, { finishedAt: now });
  const kept = async () =>
    (await warehouse.store.rows(`SELECT payload FROM ${storeTable('sync_plan')} WHERE run_id = $1`, [first.runId]))[0]
      ?.payload;
  await planned({ at: '2026-07-30T08:00:00.000Z' });
  expect(await kept()).not.toBeNull();
  await planned({ at: '2026-08-01T08:00:00.000Z' });
  expect(await kept()).toBeNull();
  expect((await planned({ at: '2026-08-02T08:00:00.000Z' })).counts.byOperation.new).toBe(0);
});
