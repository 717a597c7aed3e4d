/** Steps of int_tier_log that find what has become known of each lead since the last run: acts, and who is whose. */
import { accountActs } from '../../rubric/account-acts.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { behavioursOf } from '../rubric/behaviour.js';
import { signalsUsed } from '../rubric/leads.js';
import { rubricRef } from '../rubric/names.js';
import { sqlxText } from '../text/sqlx-text.js';
import { hasCopies, withoutCopies } from './act-copies.js';
import { accountFactsStream } from './sightings.js';

/** Whom else an act concerns: by rubric, who shares an account. */
function membersOf(rubric: Rubric): string | undefined {
  if (rubric.account !== undefined)
    return `-- ${rubric.file}
  SELECT ${sqlxText(rubric.name)} AS rubric, members.lead_id, members.account_id
  FROM ${rubricRef(rubric, 'members')} AS members
  INNER JOIN run ON run.as_of = members.as_of`;
  const asksPeople = [...behavioursOf(rubric).values()].some(({ people }) => people !== undefined);
  if (!asksPeople) return undefined;
  return `-- ${rubric.file}
  SELECT ${sqlxText(rubric.name)} AS rubric, lead_id, account_id
  FROM \${ref("int_person_accounts")}`;
}

/** Columns: rubric, account_id, happened_at. */
function newAccountActs(rubric: Rubric): string {
  return `-- ${rubric.file}
  SELECT ${sqlxText(rubric.name)} AS rubric, acts.account_id, acts.happened_at
  FROM ${rubricRef(rubric, 'acts_of_accounts')} AS acts
  INNER JOIN run ON run.as_of = acts.as_of
  INNER JOIN \${ref("int_account_acts")} AS known ON known.act_key = acts.act_key
  INNER JOIN last_runs ON last_runs.rubric = ${sqlxText(rubric.name)}
  LEFT JOIN \${ref("int_sightings")} AS seen ON seen.is_late AND seen.stream = ${accountFactsStream} AND seen.event_id = acts.act_key
  WHERE known.known_at > last_runs.as_of OR seen.first_seen_at > last_runs.as_of`;
}

function ofAccounts(rubrics: readonly Rubric[]): readonly string[] {
  const members = rubrics.flatMap((rubric) => membersOf(rubric) ?? []);
  if (members.length === 0) return [];
  const facts = rubrics.filter((rubric) => accountActs(rubric).length > 0).map(newAccountActs);
  return [
    `members AS (
  ${members.join('\n  UNION ALL\n  ')}
)`,
    `news_of_accounts AS (
  SELECT news.rubric, members.account_id, news.happened_at
  FROM news
  INNER JOIN members ON members.rubric = news.rubric AND members.lead_id = news.lead_id${facts.map((branch) => `\n  UNION ALL\n  ${branch}`).join('')}
)`,
    `every_news AS (
  SELECT rubric, lead_id, happened_at FROM news
  UNION ALL
  SELECT members.rubric, members.lead_id, news_of_accounts.happened_at
  FROM news_of_accounts
  INNER JOIN members ON members.rubric = news_of_accounts.rubric AND members.account_id = news_of_accounts.account_id
)`,
  ];
}

/**
 * Behind `run` and `last_runs`. The last step is `newest_news` (rubric, lead_id, happened_at): when the latest of the acts
 * happened that the rubric counts and that were not known, not seen, or not known to be the lead's or its account's, in the last run.
 */
export function newsSteps(project: Project, rubrics: readonly Rubric[]): readonly string[] {
  const pairs = rubrics.flatMap((rubric) => signalsUsed(rubric).map((signal) => [rubric.name, signal] as const));
  if (pairs.length === 0 && rubrics.every((rubric) => accountActs(rubric).length === 0)) return [];
  const copies = withoutCopies(
    hasCopies(
      project,
      pairs.map(([, signal]) => signal),
    ),
    'run',
    '  ',
  );
  const signals =
    pairs.length === 0
      ? ["    STRUCT('' AS rubric, '' AS signal)"]
      : pairs.map(([rubric, signal]) => `    STRUCT(${sqlxText(rubric)} AS rubric, ${sqlxText(signal)} AS signal)`);
  const accounts = ofAccounts(rubrics);
  return [
    `since AS (
  SELECT MIN(as_of) AS as_of FROM last_runs
)`,
    `newly_known AS (
  SELECT acts.act_key, acts.record_key, acts.signal, acts.happened_at, acts.known_at
  FROM \${ref("int_acts")} AS acts
  CROSS JOIN since
  WHERE acts.known_at > since.as_of
)`,
    `newly_linked AS (
  SELECT record.record_key, record.lead_id, record.linked_at
  FROM \${ref("int_record_person")} AS record
  CROSS JOIN since
  WHERE record.linked_at > since.as_of
)`,
    `new_acts AS (
  SELECT record.lead_id, acts.act_key, acts.signal, acts.happened_at, GREATEST(acts.known_at, record.linked_at) AS counts_from
  FROM newly_known AS acts
  INNER JOIN \${ref("int_record_person")} AS record ON record.record_key = acts.record_key
  UNION ALL
  SELECT record.lead_id, acts.act_key, acts.signal, acts.happened_at, record.linked_at AS counts_from
  FROM newly_linked AS record
  INNER JOIN \${ref("int_acts")} AS acts ON acts.record_key = record.record_key
  CROSS JOIN since
  WHERE acts.known_at <= since.as_of
  UNION ALL
  -- What was known by its dates, and yet seen by no earlier run.
  SELECT late.lead_id, late.act_key, late.signal, late.happened_at, late.counts_from
  FROM \${ref("int_late_news")} AS late
  CROSS JOIN since
  WHERE late.counts_from > since.as_of
)`,
    `signals AS (
  SELECT t.rubric, t.signal
  FROM UNNEST([
${signals.join(',\n')}
  ]) AS t
)`,
    `news AS (
  SELECT signals.rubric, acts.lead_id, acts.happened_at
  FROM new_acts AS acts
  INNER JOIN signals ON signals.signal = acts.signal
  INNER JOIN last_runs ON last_runs.rubric = signals.rubric
  CROSS JOIN run${copies.join}
  WHERE acts.counts_from > last_runs.as_of
    AND acts.counts_from <= run.as_of
    AND acts.happened_at < run.as_of${copies.where.replace('\n  ', '\n  ')}
)`,
    ...accounts,
    `newest_news AS (
  SELECT rubric, lead_id, MAX(happened_at) AS happened_at
  FROM ${accounts.length === 0 ? 'news' : 'every_news'}
  GROUP BY rubric, lead_id
)`,
  ];
}
