/** What the account section gives, in points and in words: rows of <rubric>_rules with the dimension `account`. */
import { Decimal } from 'decimal.js';
import type { AccountSection, Rubric } from '../../rubric/model.js';
import { plainWords } from '../../rubric/words.js';
import { criterionRules, type RuleRow } from './criterion-rules.js';
import { rangeWords } from './cap-rules.js';

const none = new Decimal(0);

const within = (days: number | undefined): string => (days === undefined ? '' : ` within ${days} days`);

/** The rules that are no criteria, by the kind of the rows they write. */
function otherRules(
  rubric: Rubric,
  account: AccountSection,
): readonly Pick<RuleRow, 'rule' | 'arm' | 'label' | 'line'>[] {
  const { committee, dominance, engagedPeople, range } = account;
  const isBounded = range.low !== undefined || range.high !== undefined;
  return [
    ...account.fromPeople.map(({ dimension, at }) => ({
      rule: dimension,
      arm: 'from_people',
      label: `${plainWords(dimension)} of its people`,
      line: at.line,
    })),
    ...(dominance === undefined
      ? []
      : [
          {
            rule: 'dominance',
            arm: 'dominance',
            label: `one person counts for at most ${dominance.share.times(100).toFixed()} % of what people give`,
            line: dominance.at.line,
          },
        ]),
    ...(committee === undefined
      ? []
      : [
          {
            rule: 'committee',
            arm: 'committee',
            label: `roles of the buying committee engaged${within(committee.withinDays)}`,
            line: committee.at.line,
          },
        ]),
    ...(engagedPeople === undefined
      ? []
      : [
          {
            rule: 'engaged_people',
            arm: 'engaged_people',
            label: `${engagedPeople.people} or more people of the account engaged${within(engagedPeople.withinDays)}`,
            line: engagedPeople.at.line,
          },
        ]),
    ...(isBounded
      ? [{ rule: 'account', arm: 'range', label: `account ${rangeWords(range)}`, line: account.at.line }]
      : []),
    ...(rubric.total.accountWeight === undefined
      ? []
      : [{ rule: 'account', arm: 'account', label: 'score of the account', line: rubric.total.at.line }]),
  ];
}

/** Their points in the total are 0: an account's points reach a total only as the rows of the account in it. */
export function accountRules(rubric: Rubric): readonly RuleRow[] {
  const { account } = rubric;
  if (account === undefined) return [];
  const rows = otherRules(rubric, account).map((row) => ({
    dimension: 'account',
    ...row,
    outcome: '',
    points: none,
    totalPoints: none,
    lowest: none,
    highest: none,
    isKnown: true,
  }));
  return [...criterionRules('account', account.criteria, none), ...rows];
}
