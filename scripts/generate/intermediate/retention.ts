/** int_retention: what was deleted by age, and from which day on rows are kept; and how int_events leaves out what is older. */
import type { Project } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { typedNull } from '../text/sql.js';

/** Written by `leadscore run` and `leadscore retain` alone. */
export const retentionColumns = [
  { name: 'name', type: 'STRING' },
  { name: 'since', type: 'DATE' },
  { name: 'row_count', type: 'INT64' },
  { name: 'changed_at', type: 'TIMESTAMP' },
] as const;

/** Grain: (name, changed_at). The model itself never has a row. undefined where nothing is declared. */
export function retentionModel(project: Project): Model | undefined {
  if (project.retention === undefined) return undefined;
  return {
    path: 'definitions/intermediate/int_retention.sqlx',
    madeFrom: ['rubrics/shared/retention.yaml'],
    config: {
      type: 'incremental',
      protected: true,
      description:
        'What was deleted because of its age, and from which day on rows are kept. The day only ever moves on, so that no run brings back what was deleted. leadscore run and leadscore retain add rows. Grain: one row per table and moment of deletion.',
      tags: ['intermediate', 'state'],
      columns: {
        name: 'The table',
        since: 'The first day of which it keeps rows',
        row_count: 'How many older rows were found, and then deleted',
        changed_at: 'When',
      },
      assertions: { uniqueKey: ['name', 'changed_at'], nonNull: ['name', 'since', 'row_count', 'changed_at'] },
    },
    sql: `
SELECT
  ${retentionColumns.map(({ name, type }) => `${typedNull(type)} AS ${name}`).join(',\n  ')}
FROM UNNEST(['nothing']) AS nothing
WHERE FALSE`,
  };
}

/** Whether events are deleted by age, and with them what other models could be made of again. */
export function limitsEvents({ retention }: Project): boolean {
  return retention?.events !== undefined;
}

/** What int_events needs to leave out events that were deleted: a CTE, a join and a condition; blank where all are kept. */
export function keptEvents(project: Project): { readonly cte: string; readonly join: string; readonly where: string } {
  const events = project.retention?.events;
  if (events === undefined) return { cte: '', join: '', where: '' };
  return {
    cte: `-- ${events.at.file}:${events.at.line}
kept AS (
  SELECT MAX(since) AS since FROM \${ref("int_retention")}
  WHERE name IN ('int_events', 'int_appended_events')
),

`,
    join: 'CROSS JOIN kept\n',
    where: `\n  AND COALESCE(DATE(identified.happened_at, ${sqlxText(project.standards.timeZone)}) >= kept.since, TRUE)`,
  };
}
