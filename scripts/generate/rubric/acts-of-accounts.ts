/** <rubric>_acts_of_accounts: the facts of accounts that can count for the rubric. */
import { accountActs } from '../../rubric/account-acts.js';
import { longestOf, lookbacksOfActs, signalsOfRule } from '../../rubric/lookbacks.js';
import type { Rubric } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { sqlxText } from '../text/sqlx-text.js';
import { rubricPath, rubricRef } from './names.js';

/** Grain: (as_of, act_key). A fact of a subsidiary is one of its group where the rubric scores groups. undefined for a rubric without such acts. */
export function actsOfAccountsModel(rubric: Rubric): Model | undefined {
  const [section] = accountActs(rubric);
  if (section === undefined) return undefined;
  const signals = [...new Set(section.acts.flatMap(signalsOfRule))].toSorted();
  const longest = longestOf(lookbacksOfActs(section).map(({ days }) => days));
  const isOfGroup = rubric.account?.level === 'ultimate_parent';
  const owner = isOfGroup
    ? `INNER JOIN \${ref("int_account_parents")} AS parents ON parents.account_id = acts.account_id
  INNER JOIN ${rubricRef(rubric, 'accounts')} AS accounts ON accounts.account_id = parents.ultimate_parent_id`
    : `INNER JOIN ${rubricRef(rubric, 'accounts')} AS accounts ON accounts.account_id = acts.account_id`;
  return {
    path: rubricPath(rubric, 'acts_of_accounts'),
    madeFrom: [rubric.file],
    config: {
      type: 'table',
      description: `Facts of accounts, without a person, that can count for the rubric ${rubric.name}: they had happened and were known by as_of. Grain: one row per as_of and act.`,
      tags: ['rubric', rubric.name],
      columns: {
        account_id: isOfGroup ? 'The account at the top of the group' : 'The account',
        age_days: 'Whole days between the day of the act and the day of as_of',
      },
      assertions: {
        uniqueKey: ['as_of', 'act_key'],
        nonNull: ['as_of', 'act_key', 'account_id', 'signal', 'age_days'],
      },
    },
    sql: `
WITH known AS (
  SELECT
    accounts.as_of,
    accounts.account_id,
    acts.act_key,
    acts.signal,
    acts.session_key,
    acts.happened_at,
    acts.day,
    acts.strength,
    acts.detail,
    DATE_DIFF(accounts.as_of_day, acts.day, DAY) AS age_days
  FROM \${ref("int_account_acts")} AS acts
  ${owner}
  WHERE acts.signal IN (${signals.map(sqlxText).join(', ')})
    AND acts.happened_at < accounts.as_of
    AND acts.known_at <= accounts.as_of
)

SELECT
  as_of,
  account_id,
  act_key,
  signal,
  session_key,
  happened_at,
  day,
  strength,
  detail,
  age_days
FROM known${longest === undefined ? '' : `\nWHERE age_days < ${longest}`}`,
  };
}
