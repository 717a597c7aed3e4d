import type { Rubric } from '../../../scripts/rubric/model.js';
import { accountBranches } from './account-branches.js';
import { canBeUnknown } from './can-be-unknown.js';
import { dimensionBranches } from './dimension-branches.js';
import { dispositionBranches } from './disposition-branches.js';
import type { NamedBranch, Queries } from './named-branches.js';
import { rule, text } from './sql-text.js';

/** A branch of one rubric: rows of its model of that name (without the rubric's) for which the condition holds. */
export type One = (what: string, model: string, where: string) => NamedBranch;

/** Every way a rubric's rules can go: rows of each kind, arms, limits, caps, steps, gates, tiers, dispositions, bands. */
export function rubricBranches(rubric: Rubric, queries: Queries): readonly NamedBranch[] {
  const one: One = (what, model, where) => ({
    name: `${rubric.name}: ${what}`,
    sql: queries.rowsOf(`${rubric.name}_${model}`, where),
  });
  const first = rubric.bands[0];
  const { low } = rubric.total.range ?? {};
  const hasBelow = first !== undefined && !(low?.gte(first) ?? false);
  return [
    ...rubric.dimensions.flatMap((dimension) => dimensionBranches(rubric, dimension, one, queries)),
    ...accountBranches(rubric, one),
    ...totalBranches(rubric, one),
    ...rubric.tiers.flatMap((tier) => tierBranches(rubric, tier, one)),
    ...dispositionBranches(rubric, one, queries),
    ...(hasBelow ? [one('below the bands', 'scores', 'band_number = 0')] : []),
    ...rubric.bands.map((_, at) => one(`band ${at + 1}`, 'scores', `band_number = ${at + 1}`)),
    ...[...new Set((rubric.grid?.cells ?? []).map(({ name }) => name))].map((name) =>
      one(`cell ${name}`, 'scores', `cell = ${text(name)}`),
    ),
    one('a total that unknowns could lower', 'scores', 'total_lowest < total_score'),
    one('a total that unknowns could raise', 'scores', 'total_highest > total_score'),
  ];
}

/** What happens to the total alone. */
function totalBranches(rubric: Rubric, one: One): readonly NamedBranch[] {
  const { max, normalise, range = {} } = rubric.total;
  const row = (kind: string): string => `dimension = 'total' AND kind = '${kind}'`;
  return [
    ...rubric.limits.map((limit) => one(`limit ${limit.name} binds`, 'contributions', rule('limit', limit.name))),
    ...(max === undefined ? [] : [one('the greatest dimension is the total', 'contributions', row('max'))]),
    ...(normalise === undefined ? [] : [one('the total is taken to scale', 'contributions', row('normalise'))]),
    ...(range.low === undefined || !canLeave(rubric, 'low')
      ? []
      : [one('the total is raised to its range', 'contributions', `${row('range')} AND points > 0`)]),
    ...(range.high === undefined || !canLeave(rubric, 'high')
      ? []
      : [one('the total is lowered to its range', 'contributions', `${row('range')} AND points < 0`)]),
  ];
}

/** Whether the total could lie beyond that end of its range; a weighted sum of dimensions that have ranges may not. */
function canLeave({ total, dimensions }: Rubric, end: 'low' | 'high'): boolean {
  const bound = total.range?.[end];
  if (bound === undefined || total.max !== undefined || total.normalise !== undefined) return bound !== undefined;
  if (total.accountWeight !== undefined) return true;
  const parts = total.weights.map(({ dimension, weight }) =>
    dimensions.find(({ name }) => name === dimension)?.range[end]?.times(weight),
  );
  const [first, ...others] = parts;
  if (first === undefined || others.includes(undefined)) return true;
  const furthest = others.reduce((sum, part) => sum?.plus(part ?? 0), parts[0]) ?? first;
  return end === 'low' ? furthest.lt(bound) : furthest.gt(bound);
}

function tierBranches(rubric: Rubric, tier: Rubric['tiers'][number], one: One): readonly NamedBranch[] {
  const { name, requires, thresholds = [], promote, buffer } = tier;
  const isTier = `tier = ${text(name)}`;
  const hasWays = rubric.tiers.some(
    (each) => each.thresholds !== undefined || each.promote !== undefined || each.buffer !== undefined,
  );
  const way = (reached: string): NamedBranch =>
    one(`${name} is reached by ${reached}`, 'gates', `${isTier} AND gate = 'points' AND reached_by = '${reached}'`);
  return [
    one(`tier ${name}`, 'tiers', isTier),
    ...requires.flatMap((gate) =>
      ['passed', 'failed', ...(canBeUnknown(gate.when) ? ['unknown'] : [])].map((state) =>
        one(
          `gate ${name}.${gate.name} ${state}`,
          'gates',
          `${isTier} AND gate = ${text(gate.name)} AND state = '${state}'`,
        ),
      ),
    ),
    ...(hasWays && tier.when !== undefined ? [way('when')] : []),
    ...thresholds.map((_, at) => way(`threshold ${at + 1}`)),
    ...(promote === undefined ? [] : [way('promote')]),
    ...(buffer === undefined
      ? []
      : [
          one(
            `${name} is not reached and might be kept`,
            'gates',
            `${isTier} AND gate = 'points' AND state = 'failed'`,
          ),
        ]),
    ...(buffer?.leaveBelow === undefined && buffer?.stayDays === undefined
      ? []
      : [one(`${name} is kept by its buffer`, 'tiers', `${isTier} AND is_kept`)]),
    ...(buffer?.coolDownDays === undefined
      ? []
      : [one(`${name} is not entered again so soon`, 'tiers', `STRPOS(barred_tiers, ${text(name)}) > 0`)]),
    ...(buffer === undefined
      ? []
      : [
          one(`${name} was left`, 'tier_state', `${isTier} AND left_at IS NOT NULL`),
          one(`${name} was entered after another`, 'tier_state', `${isTier} AND is_current AND NOT was_current`),
        ]),
  ];
}
