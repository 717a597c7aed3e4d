import type { Rubric } from '../../../scripts/rubric/model.js';
import { armsOf } from '../leadscore.js';
import { canBeUnknown } from './can-be-unknown.js';
import type { NamedBranch } from './named-branches.js';
import type { One } from './rubric-branches.js';
import { rule, text } from './sql-text.js';

/** Rows of each kind that an account's score can have, and what the account gives its people. */
export function accountBranches(rubric: Rubric, one: One): readonly NamedBranch[] {
  const { account } = rubric;
  if (account === undefined) return [];
  const ofKind = (kind: string): string => `kind = '${kind}'`;
  const its = (what: string, where: string): NamedBranch => one(`account: ${what}`, 'account_contributions', where);
  const { low, high } = account.range;
  return [
    ...account.criteria.flatMap((criterion) =>
      armsOf(criterion)
        // Rows without points are left out, unless something is unknown.
        .filter(({ arm, points }) =>
          arm === 'unknown' ? criterion.cases.some(({ when }) => canBeUnknown(when)) : !points.isZero(),
        )
        .map(({ arm }) =>
          its(`${criterion.name} is ${arm}`, `${rule('criterion', criterion.name)} AND arm = '${arm}'`),
        ),
    ),
    ...account.acts.flatMap(({ name, limit, cap }) => [
      one(`account: ${name} counts`, 'account_acts', `rule = ${text(name)} AND is_counted`),
      ...(limit === undefined
        ? []
        : [
            one(
              `account: limit of ${name} drops one`,
              'account_acts',
              `rule = ${text(name)} AND dropped_because = 'limit'`,
            ),
          ]),
      ...(cap === undefined
        ? []
        : [its(`${cap.per ?? 'signal'}_cap of ${name} binds`, rule(`${cap.per ?? 'signal'}_cap`, name))]),
    ]),
    ...account.fromPeople.flatMap(({ dimension, weights }) => [
      its(`${dimension} of its people`, rule('from_people', dimension)),
      ...(weights.length < 2
        ? []
        : [its(`${dimension} of several people`, `${rule('from_people', dimension)} AND people > 1`)]),
    ]),
    ...(account.dominance === undefined ? [] : [its('one person is not all', ofKind('dominance'))]),
    ...(account.dominance === undefined
      ? []
      : [one('account: a person who is cut', 'committee_people', "dominance_points < NUMERIC '0'")]),
    ...(account.committee === undefined
      ? []
      : [
          its('a committee', ofKind('committee')),
          one('account: a role of the committee that is filled', 'committee_roles', 'is_required AND is_filled'),
          one('account: a role of the committee that is missing', 'committee_roles', 'is_required AND NOT is_filled'),
        ]),
    ...(account.engagedPeople?.onAccount === true ? [its('engaged people', ofKind('engaged_people'))] : []),
    ...(account.engagedPeople?.onEngagedLeads === true
      ? [one('account: engaged people give to leads', 'account_points', ofKind('engaged_people'))]
      : []),
    ...(rubric.total.accountWeight === undefined
      ? []
      : [one('account: gives to the total', 'account_points', ofKind('account'))]),
    ...(low === undefined ? [] : [its('raised to its range', `${ofKind('range')} AND points > 0`)]),
    ...(high === undefined ? [] : [its('lowered to its range', `${ofKind('range')} AND points < 0`)]),
    one('a lead without an account', 'scores', 'account_id IS NULL'),
    one('a lead of an account', 'scores', 'account_id IS NOT NULL'),
    // It then has more leads than people of its own.
    ...(account.level === 'ultimate_parent'
      ? [one('account: the leads of accounts below it', 'accounts', 'leads > account_people')]
      : []),
  ];
}
