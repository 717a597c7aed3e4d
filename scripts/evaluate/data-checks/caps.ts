import type { Place, Problem } from '../../problem.js';
import type { Dimension, Rubric } from '../../rubric/model.js';
import { warning } from '../../rubric/report.js';
import { type DataCheck, type Findings, leadsText, percent } from './data-check.js';

const code = 'data/cap-binds';

interface Cap {
  readonly words: string;
  readonly kinds: readonly string[];
  readonly rule: string;
  /** The act rules whose points it bounds. */
  readonly of: readonly string[];
  readonly at: Place;
}

/** Caps that bind for more than a declared share of the leads for whom they could: then the points below are not what counts. */
export const capBinds: DataCheck = {
  code,
  find: async (findings) => {
    const found: Problem[] = [];
    for (const rubric of findings.rubrics) {
      for (const dimension of rubric.dimensions) found.push(...(await ofDimension(findings, rubric, dimension)));
    }
    return found;
  },
};

async function ofDimension(
  { table, query, bounds }: Findings,
  rubric: Rubric,
  dimension: Dimension,
): Promise<readonly Problem[]> {
  const points = table(`${rubric.name}_${dimension.name}_points`);
  const caps = capsOf(dimension);
  if (points === undefined || caps.length === 0) return [];
  const columns = caps.flatMap((cap, index) => {
    const bound = `kind IN (${texts(cap.kinds)}) AND rule = ${text(cap.rule)}`;
    const could = `kind = 'act' AND rule IN (${texts(cap.of)})`;
    return [
      `COUNT(DISTINCT IF(${bound}, lead_id, NULL)) AS bound_${index}`,
      `COUNT(DISTINCT IF(${could}, lead_id, NULL)) AS could_${index}`,
    ];
  });
  const [row] = await query(`SELECT ${columns.join(', ')} FROM ${points}`);
  return caps.flatMap((cap, index) => {
    const [bound, could] = [Number(row?.[`bound_${index}`] ?? 0), Number(row?.[`could_${index}`] ?? 0)];
    if (could < bounds.fewestLeads || bound <= could * bounds.capsBindAtMost) return [];
    const what = `${cap.words} binds for ${percent(bound, could)} of the ${leadsText(could)} that have such acts (${bound.toLocaleString('en-US')}).`;
    const todo = 'Raise it, lower the points, or say in rubrics/shared/checks.yaml that it is meant so.';
    return [warning(code, cap.at, what, { why: 'Where a cap is the rule, the points under it say little.', todo })];
  });
}

function capsOf(dimension: Dimension): readonly Cap[] {
  return [
    ...dimension.acts
      .filter((act) => act.cap !== undefined)
      .map((act) => ({
        words: `The cap of "${act.name}"`,
        kinds: ['session_cap', 'day_cap', 'signal_cap'],
        rule: act.name,
        of: [act.name],
        at: act.at,
      })),
    ...dimension.families
      .filter((family) => family.cap !== undefined)
      .map((family) => ({
        words: `The cap of the family "${family.name}"`,
        kinds: ['family_cap'],
        rule: family.name,
        of: family.signals,
        at: family.at,
      })),
  ];
}

/** Names of the rubric are small letters, digits and _: nothing in them needs escaping. */
function text(name: string): string {
  return `'${name}'`;
}

function texts(names: readonly string[]): string {
  return names.map(text).join(', ');
}
