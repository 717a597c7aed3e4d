/** The whole way into a real CRM: a plan, the engine, the destination, judged by the history that Tryton keeps. */
import assert from 'node:assert/strict';
import { opened } from '../../sync/tryton/behaviours.js';
import type { CrmTest } from '../run.js';
import type { RealTryton } from '../tryton/tryton.js';
import { sendPlan, type Sent } from './send-plan.js';

const fields = { conversion_probability: 'number', description: 'text' } as const;

/** What Tryton holds and how often it was written, by record. */
async function held(tryton: RealTryton, ids: readonly string[]) {
  const lines = await tryton.sql(
    "SELECT id, conversion_probability, COALESCE(description, '') FROM sale_opportunity ORDER BY id",
  );
  const values = new Map(lines.map((line) => line.split('|')).map(([id = '', ...rest]) => [id, rest.join('|')]));
  const writes = await tryton.writes(ids);
  return new Map(ids.map((id, at) => [id, { values: values.get(id), writes: writes[at] ?? 0 }]));
}

interface Row {
  readonly id: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Probabilities and texts of their own for so many new leads. */
async function leads(tryton: RealTryton, count: number): Promise<readonly Row[]> {
  const ids = await tryton.leads(count);
  return ids.map((id, at) => ({
    id,
    fields: { conversion_probability: String((at % 9999) / 10_000), description: `text ${at}` },
  }));
}

/** Every deliverable row holds what was planned; gives how often rows were written. */
async function judge(tryton: RealTryton, rows: readonly Row[], { outcomes }: Sent): Promise<readonly number[]> {
  const now = await held(
    tryton,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, fields: { conversion_probability = '', description = '' } }) => {
    const { values, writes } = now.get(id) ?? { values: undefined, writes: 0 };
    assert.equal(outcomes.get(id)?.outcome, 'ok', `row ${id} was to be written`);
    assert.equal(values, `${Number(conversion_probability)}|${description}`, `row ${id} holds something else`);
    return writes;
  });
}

const poisons: readonly ((row: Row) => Row)[] = [
  ({ id, fields: values }) => ({ id, fields: { ...values, conversion_probability: '7' } }),
  ({ id, fields: values }) => ({ id, fields: { ...values, conversion_probability: '0.123456' } }),
  ({ id, fields: values }) => ({ id, fields: { ...values, description: 'two\nlines' } }),
];

export const tests: readonly CrmTest[] = [
  {
    name: 'engine into Tryton: poison rows are found in batches that are refused whole; every other row is written once',
    run: async ({ tryton: ground, tell }) => {
      const tryton = await ground();
      const all = await leads(tryton, 2000);
      const isPoison = (at: number): boolean => at % 40 === 7;
      const rows = all.map((row, at) => (isPoison(at) ? (poisons[at % 3]?.(row) ?? row) : row));
      // A record that is not there is poison as well, and none of these.
      const gone = { id: '2000000000', fields: { conversion_probability: '0.5', description: 'x' } };
      const destination = await opened(tryton, { batch: 100, inFlight: 2 });
      const sent = await sendPlan({ destination, object: 'lead', fields, rows: [...rows, gone] });
      await destination.close();
      const bad = rows.filter((_, at) => isPoison(at));
      const { ok, rejected, calls, bisects, seconds } = sent.summary;
      tell(`${rows.length + 1} rows: ${ok} ok, ${rejected} rejected, ${calls} calls, ${bisects} halved, ${seconds} s`);
      assert.deepEqual([ok, rejected], [rows.length - bad.length, bad.length + 1]);
      const good = rows.filter((_, at) => !isPoison(at));
      assert.ok((await judge(tryton, good, sent)).every((writes) => writes === 1));
      const untouched = await held(
        tryton,
        bad.map(({ id }) => id),
      );
      for (const { id } of bad) {
        assert.deepEqual(sent.outcomes.get(id), { outcome: 'rejected', class: 'permanent' });
        assert.equal(untouched.get(id)?.writes, 0, `the poison row ${id} was written`);
      }
      assert.deepEqual(sent.outcomes.get(gone.id), { outcome: 'rejected', class: 'gone' });
      // To find k rows in batches of n by halves takes at most 2 k log2 n calls more.
      assert.ok(calls <= 21 + 2 * (bad.length + 1) * Math.ceil(Math.log2(100)), `${calls} calls`);
    },
  },
  {
    name: 'engine into Tryton: sessions end in the middle of a run, and nothing is lost; what is written twice was under way',
    run: async ({ tryton: ground, tell }) => {
      const tryton = await ground();
      const rows = await leads(tryton, 1000);
      const destination = await opened(tryton, { batch: 50, inFlight: 2 });
      let ended = 0;
      const ending: Promise<void>[] = [];
      const sent = await sendPlan({
        destination,
        object: 'lead',
        fields,
        rows,
        onProgress: (done) => {
          if (done < (ended + 1) * 250 || ended === 3) return;
          ended += 1;
          ending.push(tryton.endSessions());
        },
      });
      await Promise.all(ending);
      await destination.close();
      const { ok, retries } = sent.summary;
      const writes = await judge(tryton, rows, sent);
      // Tryton looks for the session once more after its commit, and then says no to a call that it has carried out.
      const again = writes.filter((each) => each === 2).length;
      tell(
        `${rows.length} rows, sessions ended ${ended} times: ${ok} ok, ${retries} calls made again, ${again} rows written twice`,
      );
      assert.equal(ended, 3);
      assert.ok(retries >= 1);
      assert.ok(writes.every((each) => each === 1 || each === 2));
      assert.ok(again <= ended * 2 * 50, `${again} rows written twice, with 2 calls of 50 rows under way`);
    },
  },
  {
    name: 'engine into Tryton: PostgreSQL crashes in the middle of a run, and every row is there at its end',
    run: async ({ tryton: ground, cluster, tell }) => {
      const tryton = await ground();
      const rows = await leads(tryton, 1000);
      const destination = await opened(tryton, { batch: 50, inFlight: 2 });
      let crashing: Promise<void> | undefined;
      const sent = await sendPlan({
        destination,
        object: 'lead',
        fields,
        rows,
        onProgress: (done) => {
          if (done >= 300) crashing ??= cluster().then((each) => each.crash());
        },
      });
      await crashing;
      await destination.close();
      const writes = await judge(tryton, rows, sent);
      const again = writes.filter((each) => each > 1).length;
      tell(
        `${rows.length} rows: ${sent.summary.ok} ok, ${sent.summary.retries} calls made again, ${again} rows written twice`,
      );
      assert.ok(crashing !== undefined);
      assert.ok(writes.every((each) => each >= 1));
      // What was on its way when it crashed.
      assert.ok(again <= 2 * 50, `${again} rows were written more than once`);
    },
  },
];
