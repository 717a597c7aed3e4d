import type { Dimension, Rubric } from '../../../scripts/rubric/model.js';
import { armsOf, dimensionAttainable } from '../leadscore.js';
import type { NamedBranch, RowsOf } from './named-branches.js';

/** Every way a rubric's rules can go: arms of criteria, limits and caps on acts, gates, tiers, suppressions, bands. */
export function rubricBranches(rubric: Rubric, rowsOf: RowsOf): readonly NamedBranch[] {
  const one = (what: string, model: string, where: string): NamedBranch => ({
    name: `${rubric.name}: ${what}`,
    sql: rowsOf(`${rubric.name}_${model}`, where),
  });
  return [
    ...rubric.dimensions.flatMap((dimension) => dimensionBranches(dimension, one)),
    ...rubric.limits.map((limit) => one(`limit ${limit.name} binds`, 'contributions', rule('limit', limit.name))),
    ...rubric.tiers.flatMap((tier) => [
      one(`tier ${tier.name}`, 'tiers', `tier = ${text(tier.name)}`),
      ...tier.requires.flatMap((gate) =>
        ['passed', 'failed', ...(canBeUnknown(gate.when) ? ['unknown'] : [])].map((state) =>
          one(
            `gate ${tier.name}.${gate.name} ${state}`,
            'gates',
            `tier = ${text(tier.name)} AND gate = ${text(gate.name)} AND state = '${state}'`,
          ),
        ),
      ),
    ]),
    ...rubric.suppress.map(({ reason }) =>
      one(`suppressed: ${reason}`, 'dispositions', `STRPOS(suppressed_because, ${text(reason)}) > 0`),
    ),
    ...dispositionBranches(rubric, one),
    ...rubric.bands.map((_, at) => one(`band ${at + 1}`, 'scores', `band_number = ${at + 1}`)),
    one('a total that unknowns could lower', 'scores', 'total_lowest < total_score'),
    one('a total that unknowns could raise', 'scores', 'total_highest > total_score'),
  ];
}

/** Every rule that may keep an action from being done, and every arm of the experiment. */
function dispositionBranches(
  rubric: Rubric,
  one: (what: string, model: string, where: string) => NamedBranch,
): readonly NamedBranch[] {
  const { freeze = [], hold = [], routes = [], experiment } = rubric;
  const told = (stop: string, reason: string): NamedBranch =>
    one(`${stop}: ${reason}`, 'dispositions', `STRPOS(dispositions, ${text(`${stop}: ${reason}`)}) > 0`);
  return [
    ...(rubric.overrides === undefined ? [] : [one('overridden', 'dispositions', "disposition = 'overridden'")]),
    ...freeze.map(({ reason }) => told('frozen', reason)),
    ...hold.map(({ reason }) => told('held', reason)),
    ...routes.map(({ to }) => told('routed', to)),
    ...(experiment === undefined
      ? []
      : [
          ...(experiment.holdout === undefined ? [] : ['holdout']),
          ...(experiment.explore === undefined ? [] : ['explore']),
          ...experiment.variants.map(({ name }) => name),
        ].map((arm) => one(`arm ${arm}`, 'dispositions', `experiment_arm = ${text(arm)}`))),
    ...(experiment?.variants ?? []).map(({ name }) =>
      one(`variant ${name} acts`, 'dispositions', `variant = ${text(name)}`),
    ),
  ];
}

function dimensionBranches(
  dimension: Dimension,
  one: (what: string, model: string, where: string) => NamedBranch,
): readonly NamedBranch[] {
  const points = `${dimension.name}_points`;
  const acts = `${dimension.name}_acts`;
  // A range beyond what the rules can give never binds.
  const free = dimensionAttainable({ ...dimension, range: {} });
  const capOf = (kind: string, name: string): NamedBranch =>
    one(`${dimension.name}: ${kind} of ${name} binds`, points, rule(kind, name));
  return [
    ...dimension.criteria.flatMap((criterion) =>
      armsOf(criterion).map(({ arm }) =>
        one(
          `${dimension.name}: ${criterion.name} is ${arm}`,
          points,
          `${rule('criterion', criterion.name)} AND arm = '${arm}'`,
        ),
      ),
    ),
    ...dimension.acts.flatMap(({ signal, limit, cap }) => [
      one(`${dimension.name}: ${signal} counts`, acts, `signal = ${text(signal)} AND is_counted`),
      ...(limit === undefined
        ? []
        : [
            one(`${dimension.name}: limit of ${signal} drops one`, acts, `signal = ${text(signal)} AND NOT is_counted`),
          ]),
      ...(cap === undefined ? [] : [capOf(`${cap.per ?? 'signal'}_cap`, signal)]),
    ]),
    ...dimension.families.flatMap((family) => (family.cap === undefined ? [] : [capOf('family_cap', family.name)])),
    ...(dimension.range.low === undefined || free.low.gte(dimension.range.low)
      ? []
      : [one(`${dimension.name}: raised to its range`, points, `kind = 'range' AND points > 0`)]),
    ...(dimension.range.high === undefined || free.high.lte(dimension.range.high)
      ? []
      : [one(`${dimension.name}: lowered to its range`, points, `kind = 'range' AND points < 0`)]),
  ];
}

type Condition = Rubric['tiers'][number]['requires'][number]['when'];

/** Results and behaviour are always known; a field need not be. */
function canBeUnknown(when: Condition): boolean {
  if (when.kind === 'all' || when.kind === 'any') return when.of.some(canBeUnknown);
  if (when.kind === 'not') return canBeUnknown(when.of);
  return when.kind === 'field' || when.kind === 'sql';
}

function rule(kind: string, name: string): string {
  return `kind = '${kind}' AND rule = ${text(name)}`;
}

function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
