import type { Problem } from '../../problem.js';
import type { Row } from '../../engine/engine.js';
import type { Criterion, Dimension, Rubric } from '../../rubric/model.js';
import { warning } from '../../rubric/report.js';
import { type DataCheck, type Findings, leadsText } from './data-check.js';

const code = 'data/matches';

/** Cases and signals that no lead has, and cases that every lead has: they tell nobody from anybody. */
export const matches: DataCheck = {
  code,
  find: async (findings) => {
    const found: Problem[] = [];
    for (const rubric of findings.rubrics) {
      const leads = await scoredLeads(findings, rubric);
      if (leads < findings.bounds.fewestLeads) continue;
      for (const dimension of rubric.dimensions) {
        const counts = await countsByArm(findings, rubric, dimension);
        if (counts === undefined) continue;
        found.push(
          ...dimension.criteria.flatMap((criterion) => ofCriterion(criterion, counts, leads)),
          ...dimension.acts
            .filter((act) => !counts.has(`${act.name} act`))
            .map((act) =>
              warning(code, act.at, `"${act.name}" gives points to none of ${leadsText(leads)}.`, {
                todo: 'Look whether its pattern in rubrics/shared/signals.yaml still fits what is tracked.',
              }),
            ),
        );
      }
    }
    return found;
  },
};

async function scoredLeads({ table, query }: Findings, rubric: Rubric): Promise<number> {
  const name = table(`${rubric.name}_leads`);
  if (name === undefined) return 0;
  const [row] = await query(`SELECT COUNT(*) AS leads FROM ${name}`);
  return Number(row?.['leads'] ?? 0);
}

/** Leads by `<rule> <arm>`. */
async function countsByArm(
  { table, query }: Findings,
  rubric: Rubric,
  dimension: Dimension,
): Promise<ReadonlyMap<string, number> | undefined> {
  const points = table(`${rubric.name}_${dimension.name}_points`);
  if (points === undefined) return undefined;
  const acts = `SELECT rule, arm, COUNT(*) AS leads FROM ${points} WHERE kind = 'act' GROUP BY rule, arm`;
  const rows = [...(await query(acts)), ...(await armRows({ table, query }, rubric, dimension))];
  return new Map(rows.map((row) => [`${String(row['rule'])} ${String(row['arm'])}`, Number(row['leads'])]));
}

/** Leads by arm of each criterion, those that give nothing included. */
async function armRows(
  { table, query }: Pick<Findings, 'table' | 'query'>,
  rubric: Rubric,
  { name, criteria }: Dimension,
): Promise<readonly Row[]> {
  const arms = table(`${rubric.name}_${name}_arms`);
  const rules = table(`${rubric.name}_rules`);
  if (criteria.length === 0 || arms === undefined || rules === undefined) return [];
  return query(`SELECT rules.rule, rules.arm, COUNT(*) AS leads
FROM ${arms} AS arms
CROSS JOIN UNNEST([${criteria.map((criterion) => `arms.${criterion.name}_arm`).join(', ')}]) AS number
INNER JOIN ${rules} AS rules ON rules.number = number
GROUP BY rules.rule, rules.arm`);
}

function ofCriterion(criterion: Criterion, counts: ReadonlyMap<string, number>, leads: number): Problem[] {
  const unknown = counts.get(`${criterion.name} unknown`) ?? 0;
  if (unknown === leads) {
    return [
      warning(code, criterion.at, `What "${criterion.name}" asks is unknown of all ${leadsText(leads)}.`, {
        todo: 'Look whether the source maps the field, and whether anybody fills it.',
      }),
    ];
  }
  return criterion.cases.flatMap((each, index) => {
    const count = counts.get(`${criterion.name} case_${index + 1}`) ?? 0;
    const name = `Case ${index + 1} of "${criterion.name}" (${each.label})`;
    if (count === 0) {
      const todo = 'Take it out, or write the values as they stand in the data.';
      return [warning(code, each.at, `${name} matches none of ${leadsText(leads)}.`, { todo })];
    }
    if (count < leads) return [];
    const todo = 'It tells nobody apart: take the criterion out, or ask something narrower.';
    return [warning(code, each.at, `${name} matches all ${leadsText(leads)}.`, { todo })];
  });
}
