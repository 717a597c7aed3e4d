/** <rubric>_draws: what each record drew in the rubric's experiment, once and for good; and the arm that a draw falls into. */
import { Decimal } from 'decimal.js';
import type { Experiment, Rubric } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { rubricPath, rubricRef } from './names.js';

/** Hexadecimal digits of a draw: as text of one length in small letters they sort as the whole numbers they are. */
const digits = 8;

/** Grain: (salt, record_key). undefined for a rubric without an experiment. */
export function drawsModel(rubric: Rubric): Model | undefined {
  if (rubric.experiment === undefined) return undefined;
  const { salt, at } = rubric.experiment;
  return {
    path: rubricPath(rubric, 'draws'),
    madeFrom: [rubric.file],
    config: {
      type: 'incremental',
      protected: true,
      description: `What the records of each lead drew in the experiment of the rubric ${rubric.name}. A draw is made once, by account or else by person, and stays when records are merged or change their account; so a full refresh leaves it alone. Grain: one row per salt and record.`,
      tags: ['rubric', rubric.name, 'state'],
      columns: {
        unit: 'The account of the lead, else the lead, when it was drawn',
        draw: `The first ${digits} hexadecimal digits of SHA-256 of salt and unit`,
        drawn_at: 'as_of of the first run that scored the record',
      },
      assertions: { uniqueKey: ['salt', 'record_key'], nonNull: ['salt', 'record_key', 'unit', 'draw', 'drawn_at'] },
    },
    sql: `
WITH leads AS (
  SELECT lead_id, MIN(as_of) AS drawn_at
  FROM ${rubricRef(rubric, 'leads')}
  GROUP BY lead_id
),

records AS (
  SELECT
    -- ${at.file}:${at.line}
    ${sqlxText(salt)} AS salt,
    persons.record_key,
    COALESCE(member.account_id, leads.lead_id) AS unit,
    leads.drawn_at
  FROM leads
  INNER JOIN \${ref("int_record_persons")} AS persons ON persons.lead_id = leads.lead_id
  LEFT JOIN \${ref("int_person_accounts")} AS member ON member.lead_id = leads.lead_id
)

SELECT
  records.salt,
  records.record_key,
  records.unit,
  SUBSTR(TO_HEX(SHA256(CONCAT(records.salt, ':', records.unit))), 1, ${digits}) AS draw,
  records.drawn_at
FROM records
\${when(incremental(), \`LEFT JOIN \${self()} AS before ON before.salt = records.salt AND before.record_key = records.record_key
WHERE before.record_key IS NULL\`)}`,
  };
}

/** CTE body: the draw of each lead, which is the earliest one of its records. Columns: lead_id, draw. */
export function leadDraws(rubric: Rubric, experiment: Experiment): string {
  return `SELECT persons.lead_id, draws.draw
  FROM ${rubricRef(rubric, 'draws')} AS draws
  INNER JOIN \${ref("int_record_persons")} AS persons ON persons.record_key = draws.record_key
  INNER JOIN \${ref("int_person_records")} AS records ON records.record_key = draws.record_key
  WHERE draws.salt = ${sqlxText(experiment.salt)}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY persons.lead_id ORDER BY draws.drawn_at, records.first_known_at, records.record_key) = 1`;
}

/** The arm as a CASE over `draw`: disjoint ranges from the lowest, and `control` for whoever is left. */
export function armCase(experiment: Experiment, draw: string): string {
  const arms = [
    ...(experiment.holdout === undefined ? [] : [{ arm: 'holdout', share: experiment.holdout.share }]),
    ...(experiment.explore === undefined ? [] : [{ arm: 'explore', share: experiment.explore }]),
    ...experiment.variants.map(({ name, share }) => ({ arm: name, share })),
  ];
  const all = new Decimal(16).pow(digits);
  let sum = new Decimal(0);
  const lines = arms.map(({ arm, share }) => {
    sum = sum.plus(share);
    // The draws below it are those below the next whole number.
    const bound = sum.times(all).ceil();
    const test = bound.gte(all) ? 'TRUE' : `${draw} < '${bound.toNumber().toString(16).padStart(digits, '0')}'`;
    return `WHEN ${test} THEN ${sqlxText(arm)}`;
  });
  return `CASE ${lines.join(' ')} ELSE 'control' END`;
}
