import { type Difference, compareColumns, compareRows, rowText } from '../compare.js';
import type { Relation } from '../judge/judge.js';
import { ProblemError } from '../leadscore.js';
import { type Side, failure, outcomeText } from '../outcome.js';
import type { PartResult } from '../part.js';
import type { Sides } from '../sides.js';
import { type QueryCase, queryCases } from './cases.js';
import { queryTables } from './tables.js';

/** Tries the clauses of a query, which are no entries of the closed list, on both sides. */
export async function judgeQueries(sides: Sides): Promise<PartResult> {
  const { judge, duckdb } = await sides.hold(queryTables);
  const failures: string[] = [];
  for (const each of queryCases) {
    if (each.isRefused === true) {
      const said = await refusal(judge, duckdb, each.sql);
      if (said !== undefined) failures.push(`${each.name}: ${each.sql}\n${said}`);
      continue;
    }
    try {
      const [wanted, got] = await Promise.all([judge(each.sql), duckdb(each.sql)]);
      const found = [...compareColumns(wanted, got), ...compareRows(wanted, got), ...compareOrder(each, wanted, got)];
      if (found.length > 0) failures.push(`${each.name}: ${each.sql}\n${found.map(differenceText).join('\n')}`);
    } catch (error) {
      failures.push(`${each.name}: ${each.sql}\n${outcomeText(failure(error))}`);
    }
  }
  const passed = queryCases.length - failures.length;
  return {
    part: 'queries',
    counts: { queries: queryCases.length },
    passed,
    failed: failures.length,
    failures,
    notes: [],
  };
}

/** What is wrong with the refusal of a query that the judge can answer; nothing when it is one. */
async function refusal(judge: Side, duckdb: Side, sql: string): Promise<string | undefined> {
  await judge(sql);
  try {
    await duckdb(sql);
    return 'is translated, although the list of cases says that it is not';
  } catch (error) {
    const codes = error instanceof ProblemError ? error.problems.map((each) => each.code) : [];
    return codes.includes('googlesql/not-portable') ? undefined : `refused for another reason: ${String(error)}`;
  }
}

function compareOrder({ isOrdered }: QueryCase, judge: Relation, duckdb: Relation): Difference[] {
  if (isOrdered !== true) return [];
  const at = judge.rows.findIndex((row, place) => rowText(row) !== rowText(duckdb.rows[place] ?? []));
  if (at < 0) return [];
  return [{ where: `row ${at + 1}`, judge: rowText(judge.rows[at] ?? []), duckdb: rowText(duckdb.rows[at] ?? []) }];
}

function differenceText({ where, judge, duckdb }: Difference): string {
  return `${where}: judge ${judge}, duckdb ${duckdb}`;
}
