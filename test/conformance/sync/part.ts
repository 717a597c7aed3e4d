import { compareColumns, compareRows } from '../compare.js';
import type { Value } from '../../../scripts/engine/engine.js';
import type { Relation } from '../judge/judge.js';
import { acknowledgedSql, doubledSql, judgedSql, skippedSql, withStateSql } from '../leadscore.js';
import { failure, outcomeText } from '../outcome.js';
import type { PartResult } from '../part.js';
import type { Held, Sides } from '../sides.js';
import { foldQuery, foldTables } from './fold.js';
import { compareFolds } from './random-logs.js';
import { mappings, now, stateAfter, types, updates } from './tables.js';

/** Each of three runs, which are folded in three parts. */
const randomLogs = 60;

/** The query that BigQuery plans by. */
const whole = 'judged with what is held';
const names = { updates: '`updates`', state: '`sync_state`', source: 'crm' };

/**
 * What a plan is made by, and what a run leaves: of records that were never written, and of the same when some have changed, some were refused,
 * and some are gone. The rows are looked at here, too: both sides could be alike and wrong.
 */
export async function judgePlans(sides: Sides, seed: number): Promise<PartResult> {
  const failures: string[] = [];
  let passed = 0;
  let rows = 0;
  const judged = judgedSql({ mappings, types, ...names, now });
  const queries = {
    judged,
    skipped: skippedSql({ mappings, ...names }),
    doubled: doubledSql(names),
    'doubled of those judged': doubledSql({ ...names, judged: `(${judged})` }),
    [whole]: withStateSql({ judged, ...names }),
    acknowledged: acknowledgedSql({ mappings, types, ...names }),
    'acknowledged, some': acknowledgedSql({ mappings, types, ...names, sample: 3 }),
  };
  const check = async (
    of: string,
    held: Held,
    asked: Readonly<Record<string, string>> = queries,
  ): Promise<Relation | undefined> => {
    let plan: Relation | undefined;
    for (const [name, sql] of Object.entries(asked)) {
      try {
        const [wanted, got] = await Promise.all([held.judge(sql), held.duckdb(sql)]);
        const found = [...compareColumns(wanted, got), ...compareRows(wanted, got)];
        if (name === whole) plan = wanted;
        rows += wanted.rows.length;
        if (found.length === 0) passed += 1;
        else
          failures.push(
            `${of}, ${name}:\n${found.map(({ where, judge, duckdb }) => `${where}: judge ${judge}, duckdb ${duckdb}`).join('\n')}`,
          );
      } catch (error) {
        failures.push(`${of}, ${name}: ${outcomeText(failure(error))}\n${sql}`);
      }
    }
    return plan;
  };
  const expect = (of: string, plan: Relation | undefined, wanted: Readonly<Record<string, string>>): void => {
    const got = JSON.stringify(operationsOf(plan));
    if (got === JSON.stringify(wanted)) passed += 1;
    else failures.push(`${of}: ${got}\nis not ${JSON.stringify(wanted)}`);
  };
  const first = await check('never written', await sides.hold({ updates: updates(false), sync_state: stateAfter([]) }));
  expect('never written', first, firstPlan);
  const sync_state = stateAfter(recordsOf(first).filter(({ skipped_because }) => skipped_because === null));
  const second = await check('written before', await sides.hold({ updates: updates(true), sync_state }));
  expect('written before', second, secondPlan);
  const ended = await sides.hold(foldTables);
  for (const isAbandoned of [false, true]) {
    const of = `a run that ${isAbandoned ? 'nobody goes on with' : 'has ended'}`;
    const folded = await check(of, ended, { [whole]: foldQuery(isAbandoned) });
    expect(of, folded, isAbandoned ? abandoned : done);
  }
  const random = await compareFolds(sides, seed, randomLogs);
  passed += random.folds - random.failures.length;
  failures.push(...random.failures);
  return {
    part: 'sync',
    counts: { queries: 2 * Object.keys(queries).length + 2, rows, 'random folds': random.folds },
    passed,
    failed: failures.length,
    failures,
    notes: [],
  };
}

function recordsOf(relation: Relation | undefined): readonly { readonly [column: string]: Value }[] {
  return (relation?.rows ?? []).map((row) =>
    Object.fromEntries((relation?.columns ?? []).map(({ name }, at) => [name, row[at] ?? null])),
  );
}

/** Record -> what is to be done, or why not; how it stands, how often it was refused in a row, and when it is due again. */
function operationsOf(relation: Relation | undefined): Readonly<Record<string, string>> {
  const said = recordsOf(relation).map(({ row_key, operation, skipped_because, status, rejections, retry_at }) => {
    const [, key = ''] = String(row_key).split('/');
    return [
      key.replace(/^hostile.*$/su, 'hostile'),
      String(skipped_because ?? operation ?? [status, rejections, retry_at].join(' ')),
    ] as const;
  });
  return Object.fromEntries(said.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const done = {
  1: 'ok 0 ',
  2: 'ok 0 ',
  3: 'rejected 1 2026-07-02T01:00:00Z',
  4: 'rejected 2 2026-07-08T01:00:00Z',
  5: 'rejected 3 ',
  6: 'rejected 1 ',
  7: 'deferred 0 ',
  8: 'deferred 0 ',
  9: 'kept 0 ',
};
const abandoned = { ...done, 11: 'deferred 0 ' };
const firstPlan = {
  deferred: 'new',
  due: 'new',
  emptied: 'new',
  filled: 'new',
  gone: 'new',
  hostile: 'new',
  little: 'new',
  long: "too_long:Reasons'__c",
  more: 'new',
  much: 'new',
  nothing: 'new',
  person: 'new',
  rejected: 'new',
  same: 'new',
  small: 'new',
  tenths: 'new',
  twice: 'two_rows',
  unknown: 'new',
};
const secondPlan = {
  deferred: 'retry',
  due: 'retry',
  emptied: 'clear',
  filled: 'changed',
  gone: 'gone',
  long: "too_long:Reasons'__c",
  more: 'changed',
  much: 'changed',
  rejected: 'rejected_before',
  twice: 'two_rows',
};
