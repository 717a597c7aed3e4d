/** <rubric>_predictive_terms and <rubric>_predictive_values: what a trained model adds up for each lead, beside its points. */
import type { Artefact, Project, Rubric, Term } from '../../rubric/model.js';
import { interceptName } from '../../rubric/predictive-names.js';
import { numeric } from '../text/sql.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { conditionSql, type ConditionScope } from './condition.js';
import { contextFrom, contextNames } from './context.js';
import { rubricPath, rubricRef } from './names.js';

/** One row for each case of each term, its `unknown`, and the intercept. */
function ruleStructs({ file, intercept, terms, at }: Artefact): readonly string[] {
  const struct = (term: string, arm: string, adds: string, reason: string, line: number): string =>
    `STRUCT(${sqlxText(term)} AS term, '${arm}' AS arm, ${adds} AS adds, ${sqlxText(reason)} AS reason, ${sqlxText(`${file}:${line}`)} AS place)`;
  return [
    struct(interceptName, 'always', numeric(intercept), 'where every lead begins', at.line),
    ...terms.flatMap((term) => [
      ...term.cases.map((one, index) =>
        struct(term.name, `case_${index + 1}`, numeric(one.adds), `${term.label}: ${one.label}`, one.at.line),
      ),
      ...(term.unknown === undefined
        ? []
        : [struct(term.name, 'unknown', numeric(term.unknown), `${term.label}: unknown`, term.at.line)]),
    ]),
  ];
}

/** Which case of the term a lead falls into; what is none of them, or not known, is `unknown`. */
function armStruct(term: Term, scope: ConditionScope): string {
  const cases = term.cases.map((one, index) => ({ when: conditionSql(one.when, scope), arm: `'case_${index + 1}'` }));
  // Where nothing is unknown, the lowest band takes whoever is left.
  const asked = term.unknown === undefined ? cases.slice(0, -1) : cases;
  const rest = term.unknown === undefined ? (cases.at(-1)?.arm ?? "'unknown'") : "'unknown'";
  const arms = asked.map(({ when, arm }) => `      WHEN ${when} THEN ${arm}\n`);
  const value = arms.length === 0 ? rest : `CASE\n${arms.join('')}      ELSE ${rest}\n    END`;
  return `-- ${term.at.file}:${term.at.line}\n    STRUCT(${sqlxText(term.name)} AS term, ${value} AS arm)`;
}

/** Grain: (as_of, lead_id, term). */
function termsModel(project: Project, rubric: Rubric, artefact: Artefact): Model {
  const scope: ConditionScope = { ...contextNames, standards: project.standards };
  const structs = [
    `STRUCT('${interceptName}' AS term, 'always' AS arm)`,
    ...artefact.terms.map((term) => armStruct(term, scope)),
  ];
  return {
    path: rubricPath(rubric, 'predictive_terms'),
    madeFrom: [rubric.file, artefact.file],
    config: {
      type: 'table',
      description: `What each term of the model of the rubric ${rubric.name} adds for a lead. No point of a score comes from it. Grain: one row per as_of, lead and term.`,
      tags: ['rubric', rubric.name],
      columns: {
        term: `The term, or '${interceptName}' for the constant of the model`,
        arm: 'case_1, case_2, ... from the highest band; unknown for what is not known, or no value that the model has seen',
        adds: 'What it adds to the value, exactly',
        reason: 'In words',
        place: 'Where it stands in the artefact',
      },
      assertions: {
        uniqueKey: ['as_of', 'lead_id', 'term'],
        nonNull: ['as_of', 'lead_id', 'term', 'arm', 'adds', 'reason'],
      },
    },
    sql: `
WITH rules AS (
  SELECT r.term, r.arm, r.adds, r.reason, r.place
  FROM UNNEST([
    ${ruleStructs(artefact).join(',\n    ')}
  ]) AS r
),

answers AS (
  SELECT scores.as_of, scores.lead_id, a.term, a.arm
  ${contextFrom(rubric).replaceAll('\n', '\n  ')}
  CROSS JOIN UNNEST([
    ${structs.join(',\n    ')}
  ]) AS a
)

SELECT
  answers.as_of,
  answers.lead_id,
  answers.term,
  answers.arm,
  rules.adds,
  rules.reason,
  rules.place
FROM answers
INNER JOIN rules ON rules.term = answers.term AND rules.arm = answers.arm`,
  };
}

/** Grain: (as_of, lead_id), every lead that the rubric scores. */
function valuesModel(rubric: Rubric, artefact: Artefact): Model {
  return {
    path: rubricPath(rubric, 'predictive_values'),
    madeFrom: [rubric.file, artefact.file],
    config: {
      type: 'table',
      description: `How high the model of the rubric ${rubric.name} ranks each lead: the sum of what its terms add. Grain: one row per as_of and lead.`,
      tags: ['rubric', rubric.name],
      columns: { predictive_value: 'Higher is likelier; it has no unit and is compared within one artefact only' },
      assertions: { uniqueKey: ['as_of', 'lead_id'], nonNull: ['as_of', 'lead_id', 'predictive_value'] },
    },
    sql: `
SELECT as_of, lead_id, SUM(adds) AS predictive_value
FROM ${rubricRef(rubric, 'predictive_terms')}
GROUP BY as_of, lead_id`,
  };
}

/** None for a rubric without a model. */
export function predictiveModels(project: Project, rubric: Rubric): readonly Model[] {
  const artefact = rubric.predictive?.artefact;
  return artefact === undefined ? [] : [termsModel(project, rubric, artefact), valuesModel(rubric, artefact)];
}
