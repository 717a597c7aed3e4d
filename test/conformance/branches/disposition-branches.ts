import type { Rubric } from '../../../scripts/rubric/model.js';
import type { NamedBranch, Queries } from './named-branches.js';
import type { One } from './rubric-branches.js';
import { text } from './sql-text.js';

/** Every rule that may keep an action from being done, each of them once deciding, every arm of the experiment, and the queue. */
export function dispositionBranches(rubric: Rubric, one: One, { rowsOf }: Queries): readonly NamedBranch[] {
  const { overrides, suppress, freeze = [], hold = [], routes = [], experiment, capacity = [] } = rubric;
  const told = (stop: string, reason: string): NamedBranch =>
    one(`${stop}: ${reason}`, 'dispositions', `STRPOS(dispositions, ${text(`${stop}: ${reason}`)}) > 0`);
  const decides = (stop: string, isThere: boolean): readonly NamedBranch[] =>
    isThere ? [one(`${stop} decides`, 'dispositions', `disposition = '${stop}'`)] : [];
  const work = (where: string, tier: string): string =>
    rowsOf('work_queue', `rubric = ${text(rubric.name)} AND tier = ${text(tier)} AND ${where}`);
  return [
    ...(overrides === undefined ? [] : [one('overridden', 'dispositions', `STRPOS(dispositions, 'overridden: ') > 0`)]),
    ...suppress.map(({ reason }) =>
      one(`suppressed: ${reason}`, 'dispositions', `STRPOS(suppressed_because, ${text(reason)}) > 0`),
    ),
    ...freeze.map(({ reason }) => told('frozen', reason)),
    ...hold.map(({ reason }) => told('held', reason)),
    ...routes.map(({ to }) => told('routed', to)),
    ...decides('overridden', overrides !== undefined),
    ...decides('suppressed', suppress.length > 0),
    ...decides('frozen', freeze.length > 0),
    ...decides('held', hold.length > 0),
    ...decides('routed', routes.length > 0),
    ...decides('holdout', experiment?.holdout !== undefined),
    one('several apply at once', 'dispositions', `STRPOS(dispositions, '; ') > 0`),
    ...(experiment === undefined
      ? []
      : [
          ...(experiment.holdout === undefined ? [] : ['holdout']),
          ...(experiment.explore === undefined ? [] : ['explore']),
          ...experiment.variants.map(({ name }) => name),
          'control',
        ].map((arm) => one(`arm ${arm}`, 'dispositions', `experiment_arm = ${text(arm)}`))),
    ...(experiment?.variants ?? []).map(({ name }) =>
      one(`variant ${name} acts`, 'dispositions', `variant = ${text(name)}`),
    ),
    ...(rubric.status === 'live' ? capacity : []).flatMap(({ tier }) => [
      { name: `${rubric.name}: ${tier} within capacity`, sql: work('is_within_capacity', tier) },
      { name: `${rubric.name}: ${tier} beyond capacity`, sql: work('NOT is_within_capacity', tier) },
    ]),
  ].filter((branch) => branch.name !== `${rubric.name}: several apply at once` || hasStops(rubric));
}

function hasStops({ overrides, suppress, freeze = [], hold = [], routes = [], experiment }: Rubric): boolean {
  return (
    overrides !== undefined ||
    experiment?.holdout !== undefined ||
    suppress.length + freeze.length + hold.length + routes.length > 0
  );
}
