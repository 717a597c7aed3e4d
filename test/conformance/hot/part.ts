import { compareColumns, compareRows } from '../compare.js';
import type { Relation } from '../judge/judge.js';
import { hotAccountsSql, hotLeadsSql } from '../leadscore.js';
import { failure, outcomeText } from '../outcome.js';
import type { PartResult } from '../part.js';
import { relation } from '../queries/tables.js';
import type { Sides } from '../sides.js';
import { hotAccounts, hotLeads, hotTables, news } from './tables.js';

/** Who is hot, by both sides, and by hand: both could be alike and wrong. */
export async function judgeHot(sides: Sides): Promise<PartResult> {
  const table = (name: string): string => `\`${name}\``;
  const facts = { hasAccountActs: true, hasAccountScores: true };
  const accounts = relation(
    'account_id STRING',
    hotAccounts.map((id) => [id]),
  );
  const { judge, duckdb } = await sides.hold({ ...hotTables, hot_accounts: accounts });
  const asked = [
    { name: 'accounts', sql: hotAccountsSql(table, news, facts), wanted: hotAccounts },
    { name: 'leads', sql: hotLeadsSql(table, news, table('hot_accounts')), wanted: hotLeads },
  ];
  const failures: string[] = [];
  let rows = 0;
  for (const { name, sql, wanted } of asked) {
    try {
      const [judged, got] = await Promise.all([judge(sql), duckdb(sql)]);
      rows += judged.rows.length;
      const found = [...compareColumns(judged, got), ...compareRows(judged, got)].map(
        (each) => `${each.where}: judge ${each.judge}, duckdb ${each.duckdb}`,
      );
      if (idsOf(judged) !== JSON.stringify(wanted)) found.push(`${idsOf(judged)} is not ${JSON.stringify(wanted)}`);
      if (found.length > 0) failures.push(`${name}:\n${found.join('\n')}`);
    } catch (error) {
      failures.push(`${name}: ${outcomeText(failure(error))}\n${sql}`);
    }
  }
  return {
    part: 'hot',
    counts: { queries: asked.length, rows },
    passed: asked.length - failures.length,
    failed: failures.length,
    failures,
    notes: [],
  };
}

function idsOf({ rows }: Relation): string {
  return JSON.stringify(rows.map(([id]) => String(id)).toSorted());
}
