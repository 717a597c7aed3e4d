/** Plans and carries out, as `leadscore sync apply` does: a process that may be killed at any moment. Arguments: the orders' file. */
import { createHash } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { applyPlan } from '../../../scripts/sync/apply/apply-plan.js';
import { realClock } from '../../../scripts/sync/apply/clock.js';
import type { ApplyStore } from '../../../scripts/sync/apply/request.js';
import { usualBreakers } from '../../../scripts/sync/config/config.js';
import type { Destination } from '../../../scripts/sync/destination.js';
import { destinationKind } from '../../../scripts/sync/destinations/registry.js';
import { secretReader } from '../../../scripts/sync/destinations/secrets.js';
import type { RecordMapping } from '../../../scripts/sync/mapping/mapping.js';
import { settleStopped } from '../../../scripts/sync/plan/give-up.js';
import { writePlan } from '../../../scripts/sync/plan/write-plan.js';
import type { ObjectName } from '../../../scripts/sync/rows.js';
import { SyncStore } from '../../../scripts/sync/store/store.js';
import { dataset, type Orders, source, type Stage, syncId } from './orders.js';

const orders = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Orders;
const say = (stage: Stage): void => void writeSync(1, `${stage}\n`);

const objects = new Map(Object.entries(orders.objects) as [ObjectName, string][]);
const kind = destinationKind(orders.destination);
if (kind === undefined) throw new Error(`no kind of destination is called ${orders.destination}`);
const destination = await kind.open({
  syncId,
  connection: new Map(Object.entries(orders.connection)),
  secret: secretReader(syncId, kind.secrets, { environment: process.env, readFile: () => '' }),
  objects,
  ...(orders.batch !== undefined && { batch: orders.batch }),
  now: () => new Date(),
});
say('ready');
const store = await SyncStore.open(orders.store, { owner: `process ${process.pid}`, now: Date.now });
const summary = await applyPlan({
  store: telling(store),
  destination: sayingWhenItSends(destination),
  runId: await runToCarryOut(),
  settings: { budget: 1, breakers: usualBreakers, isForced: true },
  clock: {
    now: () => Date.now(),
    sleep: (milliseconds, signal) => realClock.sleep(milliseconds / orders.hurry, signal),
  },
  random: Math.random,
  signal: new AbortController().signal,
});
await store.close();
await destination.close();
say('done');
writeSync(1, `${JSON.stringify(summary)}\n`);

async function runToCarryOut(): Promise<string> {
  const [last] = await store.runs(1);
  if (last !== undefined && (last.status === 'running' || last.status === 'planned')) return last.runId;
  say('plan');
  await settleStopped(store);
  const now = new Date();
  const runId = `${syncId}-${now.getTime()}`;
  await writePlan(store, {
    config: {
      id: syncId,
      destination: orders.destination,
      source,
      stage: 'fields',
      actions: [],
      objects,
      connection: new Map(),
      budget: 1,
      breakers: usualBreakers,
      at: { file: 'rubrics/sync/crash.yaml', line: 1, column: 1 },
    },
    mappings: mappings(),
    warehouse: { file: orders.warehouse, dataset },
    runId,
    now,
  });
  return runId;
}

function mappings(): readonly RecordMapping[] {
  return [...objects.keys()].flatMap((object): RecordMapping[] => {
    const fields = orders.fields.filter((each) => each.object === object);
    const hash = createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 16);
    const causes = fields.map(({ from }) => ({ kind: 'changed', column: from }) as const);
    return fields.length === 0 ? [] : [{ rubric: 'crash', object, fields, causes, hash, causesHash: hash }];
  });
}

/** The store, saying when outcomes are written and when they are folded. */
function telling(of: SyncStore): ApplyStore {
  return {
    run: (runId) => of.run(runId),
    rows: (sql, values) => of.rows(sql, values),
    lastSeq: (runId) => of.lastSeq(runId),
    lastSeqWithOutcome: (runId) => of.lastSeqWithOutcome(runId),
    planPage: (runId, range) => of.planPage(runId, range),
    openBatches: (runId) => of.openBatches(runId),
    totals: (runId) => of.totals(runId),
    changeRun: (runId, change) => of.changeRun(runId, change),
    intend: (runId, batches) => of.intend(runId, batches),
    setRemoteJob: (runId, batchId, jobId) => of.setRemoteJob(runId, batchId, jobId),
    log: (runId, entries) => {
      say('log');
      return of.log(runId, entries);
    },
    logWritten: (runId, batch) => {
      say('log');
      return of.logWritten(runId, batch);
    },
    fold: (runId) => {
      say('fold');
      return of.fold(runId);
    },
  };
}

function sayingWhenItSends(of: Destination): Destination {
  return new Proxy(of, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === 'send' || name === 'jobs') say('send');
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
