import { compareColumns, compareRows } from '../compare.js';
import type { Value } from '../../../scripts/engine/engine.js';
import type { Relation } from '../judge/judge.js';
import { doubledSql, judgedSql, skippedSql, withStateSql } from '../leadscore.js';
import { failure, outcomeText } from '../outcome.js';
import type { PartResult } from '../part.js';
import type { Held, Sides } from '../sides.js';
import { mappings, now, stateAfter, types, updates } from './tables.js';

/** The query that BigQuery plans by. */
const whole = 'judged with what is held';
const names = { updates: '`updates`', state: '`sync_state`', source: 'crm' };

/**
 * What a plan is made by: of records that were never written, and of the same when some have changed, some were refused,
 * and some are gone. The rows are looked at here, too: both sides could be alike and wrong.
 */
export async function judgePlans(sides: Sides): Promise<PartResult> {
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
  };
  const check = async (of: string, held: Held): Promise<Relation | undefined> => {
    let plan: Relation | undefined;
    for (const [name, sql] of Object.entries(queries)) {
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
  return {
    part: 'plans of a sync',
    counts: { queries: 2 * Object.keys(queries).length, rows },
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

/** Record -> what is to be done, or why not. */
function operationsOf(relation: Relation | undefined): Readonly<Record<string, string>> {
  const said = recordsOf(relation).map(({ row_key, operation, skipped_because }) => {
    const [, key = ''] = String(row_key).split('/');
    return [key.replace(/^hostile.*$/su, 'hostile'), String(skipped_because ?? operation)] as const;
  });
  return Object.fromEntries(said.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

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
