import type { ActRule, Dimension, Rubric } from '../../../scripts/rubric/model.js';
import { armColumn, armNumber, armsOf, dimensionAttainable } from '../leadscore.js';
import { canBeUnknown } from './can-be-unknown.js';
import type { NamedBranch, Queries } from './named-branches.js';
import type { One } from './rubric-branches.js';
import { rule, text } from './sql-text.js';

/** Rows of each kind that a dimension can have: arms, acts, what limits and resets drop, caps, curves, steps, range. */
export function dimensionBranches(
  rubric: Rubric,
  dimension: Dimension,
  one: One,
  queries: Queries,
): readonly NamedBranch[] {
  const { name, breadth, inactivity, grades = [], softFit = [] } = dimension;
  const its = (what: string, where: string): NamedBranch => one(`${name}: ${what}`, `${name}_points`, where);
  const acts = (what: string, where: string): NamedBranch => one(`${name}: ${what}`, `${name}_acts`, where);
  // A range beyond what the rules can give never binds.
  const free = dimensionAttainable({ ...dimension, range: {} });
  const resetters = rubric.dimensions.flatMap((each) => each.acts).filter(({ resets }) => resets?.includes(name));
  return [
    ...dimension.criteria.flatMap((criterion) => {
      const isUnknown = criterion.cases.some(({ when }) => canBeUnknown(when));
      return armsOf(criterion)
        .filter(({ arm }) => isUnknown || !/^unknown$|^fallback_/.test(arm))
        .map(({ arm }) =>
          one(
            `${name}: ${criterion.name} is ${arm}`,
            `${name}_arms`,
            `${armColumn(criterion)} = ${armNumber(rubric, criterion, arm)}`,
          ),
        );
    }),
    ...softFit.map(({ lifts, toLevel }, at) =>
      its(`${lifts} is lifted to ${toLevel}`, `${rule('soft_fit', lifts)} AND arm = 'soft_fit_${at + 1}'`),
    ),
    ...dimension.acts.flatMap((act) => [
      acts(`${act.name} counts`, `rule = ${text(act.name)} AND is_counted`),
      ...(act.limit === undefined
        ? []
        : [acts(`limit of ${act.name} drops one`, `rule = ${text(act.name)} AND dropped_because = 'limit'`)]),
      ...(act.cap === undefined
        ? []
        : [
            its(
              `${act.cap.per ?? 'signal'}_cap of ${act.name} binds`,
              rule(`${act.cap.per ?? 'signal'}_cap`, act.name),
            ),
          ]),
      ...numberBranches(act, acts),
      ...magnitudeBranches(rubric, dimension, act, queries),
      ...ageBranches(rubric, dimension, act, queries),
    ]),
    ...(resetters.length === 0 || dimension.acts.length === 0
      ? []
      : [acts('an act left by a reset', `dropped_because = 'reset'`)]),
    ...(dimension.countFrom === undefined
      ? []
      : [acts('an act left before it was counted from', `dropped_because = 'count_from'`)]),
    ...dimension.families.flatMap((family) => [
      ...(family.curve === undefined
        ? []
        : [its(`curve of ${family.name} takes points`, rule('family_curve', family.name))]),
      ...(family.cap === undefined ? [] : [its(`family_cap of ${family.name} binds`, rule('family_cap', family.name))]),
    ]),
    ...(breadth?.steps ?? []).map(({ signals }) =>
      its(`breadth of ${signals}`, `kind = 'breadth' AND arm = 'breadth_${signals}'`),
    ),
    ...(inactivity === undefined
      ? []
      : [
          its('inactivity', `kind = 'inactivity' AND points = ${inactivity.points.toFixed()}`),
          ...(inactivity.perDays === undefined
            ? []
            : [its('inactivity for longer', `kind = 'inactivity' AND points < ${inactivity.points.toFixed()}`)]),
          ...(inactivity.floor === undefined
            ? []
            : [its('inactivity at its floor', `kind = 'inactivity' AND points = ${inactivity.floor.toFixed()}`)]),
        ]),
    ...grades.map(({ letter }) => one(`${name}: grade ${letter}`, 'dimensions', `${name}_grade = ${text(letter)}`)),
    ...(dimension.range.low === undefined || free.low.gte(dimension.range.low)
      ? []
      : [one(`${name}: raised to its range`, 'dimensions', `${name}_range_points > 0`)]),
    ...(dimension.range.high === undefined || free.high.lte(dimension.range.high)
      ? []
      : [one(`${name}: lowered to its range`, 'dimensions', `${name}_range_points < 0`)]),
  ];
}

/** Each range of a number of acts that gives points. */
function numberBranches(act: ActRule, acts: (what: string, where: string) => NamedBranch): readonly NamedBranch[] {
  return (act.byCount?.ranges ?? [])
    .filter(({ points }) => !points.isZero())
    .map(({ count, points }) =>
      acts(
        `so many of ${act.name}: ${count.min}${count.max === count.min ? '' : `..${count.max ?? ''}`}`,
        `rule = ${text(act.name)} AND is_counted AND points = ${points.toFixed()}`,
      ),
    );
}

/** Each bound of a magnitude as the highest that an act reaches, none of them, and an act without a magnitude. */
function magnitudeBranches(
  rubric: Rubric,
  dimension: Dimension,
  { name, magnitude }: ActRule,
  queries: Queries,
): readonly NamedBranch[] {
  if (magnitude === undefined) return [];
  const { of, steps } = magnitude;
  const count = (what: string, where: string): NamedBranch => ({
    name: `${rubric.name}: ${dimension.name}: ${of} of ${name} ${what}`,
    sql: `SELECT COUNT(*) AS n FROM ${queries.table(`${rubric.name}_${dimension.name}_acts`)} AS valued
      INNER JOIN ${queries.table(`${rubric.name}_acts`)} AS acts ON acts.act_key = valued.act_key AND acts.as_of = valued.as_of
      WHERE valued.rule = ${text(name)} AND ${where}`,
  });
  const least = steps[0]?.from;
  return [
    count('unknown', `acts.${of} IS NULL`),
    ...(least === undefined || least.isZero() ? [] : [count('below all bounds', `acts.${of} < ${least.toFixed()}`)]),
    ...steps.map(({ from }, at) => {
      const next = steps[at + 1]?.from;
      const below = next === undefined ? '' : ` AND acts.${of} < ${next.toFixed()}`;
      return count(`from ${from.toFixed()}`, `acts.${of} >= ${from.toFixed()}${below}`);
    }),
  ];
}

/** An act whose age counts from a later one, and one after which nothing of that kind happened. */
function ageBranches(
  rubric: Rubric,
  dimension: Dimension,
  { name, signal, decay }: ActRule,
  queries: Queries,
): readonly NamedBranch[] {
  if (decay.ageFrom === undefined) return [];
  const all = queries.table(`${rubric.name}_acts`);
  const count = (what: string, having: string): NamedBranch => ({
    name: `${rubric.name}: ${dimension.name}: the age of ${name} counts from ${what}`,
    sql: `SELECT COUNT(*) AS n FROM (
        SELECT acts.act_key FROM ${all} AS acts
        LEFT JOIN ${all} AS later ON later.lead_id = acts.lead_id AND later.as_of = acts.as_of
          AND later.signal IN (${(decay.ageFrom?.signals ?? []).map(text).join(', ')}) AND later.age_days < acts.age_days
        WHERE acts.signal = ${text(signal)}
        GROUP BY acts.act_key
        HAVING ${having}
      ) AS found`,
  });
  return [count('a later act', 'COUNT(later.act_key) > 0'), count('itself', 'COUNT(later.act_key) = 0')];
}
