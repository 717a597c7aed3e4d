/** int_touches, int_tasks, int_tickets, ...: one model for each kind of fact that some source has. */
import type { Project } from '../../rubric/model.js';
import type { CanonicalColumn } from '../canonical.js';
import { canonicalFacts, type FactName } from '../canonical-facts.js';
import { mailboxOf } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { type Forgettable, forgottenJoins, forgottenSteps, remembered } from './forgotten.js';
import { inputsOf } from './inputs.js';

const names: readonly FactName[] = [
  'touches',
  'tasks',
  'tickets',
  'spend',
  'opportunity_stages',
  'status_history',
  'consents',
];

const descriptions: Readonly<Record<FactName, string>> = {
  touches: 'Every attempt of ours to reach somebody',
  tasks: 'Every task of a colleague',
  tickets: 'Every support ticket',
  spend: 'What was spent by channel, campaign and month',
  opportunity_stages: 'Every stage that an opportunity entered',
  status_history: 'Every change of the status of a lead or contact',
  consents: 'Every consent given or withdrawn',
};

/** Grain: one row per source and record_id, deleted ones left out. No model where no source has the fact. */
export function factModels(project: Pick<Project, 'sources'>): readonly Model[] {
  return names.flatMap((name) => {
    const inputs = inputsOf(project, name);
    if (inputs.length === 0) return [];
    const columns: Readonly<Record<string, CanonicalColumn>> = canonicalFacts[name].columns;
    const given = Object.keys(columns);
    const has = (column: string): boolean => Object.hasOwn(columns, column);
    const hasPerson = has('person_record_id');
    const hasAccount = has('account_id');
    const kept = given.filter(
      (column) =>
        !['known_at', 'is_deleted', 'person_record_id', 'email', 'account_id', 'opportunity_id'].includes(column),
    );
    const branches = inputs.map(
      ({ source, model }) =>
        `-- ${model}\n  SELECT\n    ${sqlxText(source.name)} AS source,\n    ${given.join(',\n    ')}\n  FROM \${ref("${model}")}`,
    );
    const person = has('email')
      ? `COALESCE(CONCAT('crm:', source, ':', person_record_id), CONCAT('email:', ${mailboxOf('email')}))`
      : "CONCAT('crm:', source, ':', person_record_id)";
    const forgettable: readonly Forgettable[] = [
      { as: 'own', identity: 'keyed.person_key' },
      ...(has('email')
        ? [{ as: 'address', identity: `CONCAT('email:', ${mailboxOf('keyed.email')})`, isUnsharedOnly: true } as const]
        : []),
    ];
    const model: Model = {
      path: `definitions/intermediate/int_${name}.sqlx`,
      madeFrom: ['rubrics/sources/*.yaml'],
      config: {
        type: 'table',
        dependOnDependencyAssertions: true,
        description: `${descriptions[name]}, of every source. Grain: ${canonicalFacts[name].grain}.`,
        tags: ['intermediate'],
        columns: {
          fact_key: 'Source and id of the fact, unique over all sources',
          ...(hasPerson && { lead_id: 'The person, where the record or address is known' }),
          ...(hasAccount && { account_id: 'The account that the source names, under the id that it has here' }),
          ...(has('opportunity_id') && { opportunity_key: 'The opportunity' }),
          ...Object.fromEntries(kept.map((column) => [column, columns[column]?.description ?? ''])),
          first_known_at: 'When it was known: as the source says, else when it happened',
          is_known_at_assumed: 'The source does not say when it became known',
        },
        assertions: { uniqueKey: ['fact_key'], nonNull: ['fact_key', 'happened_at', 'first_known_at'] },
      },
      sql: `
WITH facts AS (
  ${branches.join('\n\n  UNION ALL\n\n  ')}
),

keyed AS (
  SELECT
    *,
    CONCAT(source, ':', record_id) AS fact_key${hasPerson ? `,\n    ${person} AS person_key` : ''}
  FROM facts
  WHERE record_id IS NOT NULL AND happened_at IS NOT NULL${has('is_deleted') ? ' AND NOT COALESCE(is_deleted, FALSE)' : ''}
)${hasPerson ? `,\n\n${forgottenSteps.join(',\n\n')}` : ''}

SELECT
  keyed.fact_key,
  keyed.source,
${hasPerson ? '  persons.lead_id,\n' : ''}${hasAccount ? '  accounts.account_id,\n' : ''}${has('opportunity_id') ? "  CONCAT('crm:', keyed.source, ':', keyed.opportunity_id) AS opportunity_key,\n" : ''}${kept.map((column) => `  keyed.${column},`).join('\n')}
  COALESCE(keyed.known_at, keyed.happened_at) AS first_known_at,
  keyed.known_at IS NULL AS is_known_at_assumed
FROM keyed${hasPerson ? `\n${forgottenJoins(forgettable)}` : ''}${hasPerson ? '\nLEFT JOIN ${ref("int_record_person")} AS persons ON persons.record_key = keyed.person_key' : ''}${hasAccount ? `\nLEFT JOIN \${ref("int_account_records")} AS accounts ON accounts.record_key = CONCAT('crm:', keyed.source, ':', keyed.account_id)` : ''}${hasPerson ? `\nWHERE ${remembered(forgettable)}` : ''}`,
    };
    return [model];
  });
}
