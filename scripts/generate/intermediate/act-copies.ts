/** int_act_copies: acts that another channel has told of, too. */
import { comparedColumns } from '../../rubric/compared-columns.js';
import type { Project, SameAct, Signal } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';
import { windowKey } from '../text/window-key.js';
import { eventInputs, streamName } from './event-inputs.js';

type Comparing = Signal & Pick<Required<Signal>, 'sameAct'>;

/** The signals some of whose acts may be the same, in the order of the file. */
export function comparingSignals(signals: readonly Signal[]): readonly Comparing[] {
  return signals.filter((signal): signal is Comparing => signal.sameAct !== undefined);
}

/** Whether an act of one of these signals may be a copy. */
export function hasCopies(project: Project, signals: readonly string[]): boolean {
  return comparingSignals(project.signals).some(({ name }) => signals.includes(name));
}

/**
 * What leaves copies out of a query that joins `acts` with people: the end of its joins and that of its condition.
 * @param clock the relation that has as_of
 * @param indent of the query
 */
export function withoutCopies(
  areThere: boolean,
  clock: string,
  indent: string,
): { readonly join: string; readonly where: string } {
  if (!areThere) return { join: '', where: '' };
  return {
    join: `\n${indent}LEFT JOIN \${ref("int_act_copies")} AS copies ON copies.as_of = ${clock}.as_of AND copies.act_key = acts.act_key`,
    where: `\n${indent}  AND copies.act_key IS NULL`,
  };
}

/** Equal for two acts of one signal exactly when window and columns are; each column but the last with its length before it. */
function sameAs({ by, per }: SameAct, from: string): string {
  const columns = by.map((each) => `${from}.${comparedColumns[each]}`);
  const parts = columns.flatMap((column, index) =>
    index < columns.length - 1 ? [`CAST(LENGTH(${column}) AS STRING)`, "':'", column] : [column],
  );
  return `CONCAT(${windowKey(per, `${from}.day`)}, '/', ${parts.join(', ')})`;
}

/**
 * What an act is the same by, as SQL; NULL where a column is unknown or the signal compares nothing. undefined where none
 * does.
 * @param from the relation of the acts, with folded columns
 */
export function sameAsCase(signals: readonly Signal[], from: string): string | undefined {
  const comparing = comparingSignals(signals);
  if (comparing.length === 0) return undefined;
  const arms = comparing.map(
    ({ name, sameAct }) =>
      `    -- ${sameAct.at.file}:${sameAct.at.line}\n    WHEN ${sqlxText(name)} THEN ${sameAs(sameAct, from)}`,
  );
  return `CASE ${from}.signal\n${arms.join('\n')}\n  END`;
}

/** The place of an act's source in `prefer`, as SQL; undefined where no signal prefers any. */
function trust(project: Project): string | undefined {
  const inputs = eventInputs(project);
  const arms = comparingSignals(project.signals).flatMap(({ name, sameAct: { prefer, at } }) => {
    const places = prefer.flatMap((source, index) => {
      const streams = inputs.filter((input) => input.source.name === source).map(streamName);
      return streams.length === 0 ? [] : [`WHEN acts.stream IN (${streams.map(sqlxText).join(', ')}) THEN ${index}`];
    });
    if (places.length === 0) return [];
    return [
      `      -- ${at.file}:${at.line}\n      WHEN ${sqlxText(name)} THEN CASE ${places.join(' ')} ELSE ${prefer.length} END`,
    ];
  });
  return arms.length === 0 ? undefined : `CASE acts.signal\n${arms.join('\n')}\n      ELSE 0\n    END`;
}

/** Grain: (as_of, act_key). undefined where no signal compares its acts. */
export function actCopiesModel(project: Project): Model | undefined {
  const signals = comparingSignals(project.signals);
  if (signals.length === 0) return undefined;
  const place = trust(project);
  return {
    path: 'definitions/intermediate/int_act_copies.sqlx',
    madeFrom: ['rubrics/shared/signals.yaml'],
    config: {
      type: 'table',
      description:
        'Acts that count for nothing, since another one of the person is the same act, told by another channel or twice by one: which one counts, as known at as_of. Grain: one row per as_of and act.',
      tags: ['intermediate'],
      columns: {
        act_key: 'The act that does not count',
        stream: 'Who told of it',
        counted_act_key: 'The act that counts instead',
        counted_stream: 'Who told of that',
        counted_day: 'The day it happened',
      },
      assertions: {
        uniqueKey: ['as_of', 'act_key'],
        nonNull: ['as_of', 'act_key', 'lead_id', 'counted_act_key'],
      },
    },
    sql: `
WITH acts AS (
  SELECT *
  FROM \${ref("int_acts")}
  WHERE signal IN (${signals.map(({ name }) => sqlxText(name)).join(', ')})
    AND same_as IS NOT NULL
),

-- Whose acts they are decides which can be the same, and what is known at as_of, which of them counts.
known AS (
  SELECT
    clock.as_of,
    record.lead_id,
    acts.act_key,
    acts.stream,
    acts.signal,
    acts.happened_at,
    acts.day,
    acts.same_as${place === undefined ? '' : `,\n    ${place} AS place`}
  FROM acts
  INNER JOIN \${ref("int_record_person")} AS record ON record.record_key = acts.record_key
  CROSS JOIN \${ref("int_as_of")} AS clock
  WHERE acts.happened_at < clock.as_of
    AND acts.known_at <= clock.as_of
    AND record.linked_at <= clock.as_of
),

compared AS (
  SELECT
    *,
    FIRST_VALUE(act_key) OVER same AS counted_act_key,
    FIRST_VALUE(stream) OVER same AS counted_stream,
    FIRST_VALUE(day) OVER same AS counted_day
  FROM known
  WINDOW same AS (
    PARTITION BY as_of, lead_id, signal, same_as
    ORDER BY ${place === undefined ? '' : 'place, '}happened_at, act_key
  )
)

SELECT
  as_of,
  act_key,
  lead_id,
  signal,
  stream,
  day,
  counted_act_key,
  counted_stream,
  counted_day
FROM compared
WHERE act_key != counted_act_key`,
  };
}
