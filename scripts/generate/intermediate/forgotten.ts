/** int_forgotten: who is to stay out, as hashes; and how a model leaves them out. */
import { typedNull } from '../text/sql.js';
import type { Model } from '../sqlx.js';

/** Written by `leadscore forget` alone. */
export const forgottenColumns = [
  ['identity_hash', 'STRING'],
  ['kind', 'STRING'],
  ['is_shared', 'BOOL'],
  ['forgotten_at', 'TIMESTAMP'],
  ['forgotten_by', 'STRING'],
  ['reason', 'STRING'],
] as const;

/** Grain: identity_hash. The model itself never has a row: `leadscore forget` adds them, and nothing takes them away. */
export function forgottenModel(): Model {
  return {
    path: 'definitions/intermediate/int_forgotten.sqlx',
    madeFrom: ['scripts/generate/intermediate/forgotten.ts'],
    config: {
      type: 'incremental',
      protected: true,
      description:
        'Every identity of people who were forgotten, as a hash, so that they stay out when their rows come again. leadscore forget adds rows; a run never does. Grain: one row per identity.',
      tags: ['intermediate', 'state'],
      columns: {
        identity_hash:
          'SHA-256 of the identity as it stands in record_key, or of the address, its hash, user or lead, in hexadecimal',
        kind: 'record, email, hash (of an address), user, device, id (an external one) or lead',
        is_shared: 'Other people have it, too: their records stay, and what was done under it alone is left out',
        forgotten_at: 'When',
        forgotten_by: 'Who did it',
        reason: 'Why, in the words of whoever did it',
      },
      assertions: { uniqueKey: ['identity_hash'], nonNull: ['identity_hash', 'kind', 'is_shared', 'forgotten_at'] },
    },
    sql: `
SELECT
  ${forgottenColumns.map(([name, type]) => `${typedNull(type)} AS ${name}`).join(',\n  ')}
FROM UNNEST(['nothing']) AS nothing
WHERE FALSE`,
  };
}

export interface Forgettable {
  /** Name of the joined relation. */
  readonly as: string;
  /** SQL of the identity, with its prefix; NULL where there is none. */
  readonly identity: string;
  /** An identity that several people have says nothing of a whole row. */
  readonly isUnsharedOnly?: true;
}

/** The CTEs that the joins read. */
export const forgottenSteps: readonly string[] = [
  `forgotten AS (
  SELECT identity_hash FROM \${ref("int_forgotten")}
)`,
  `forgotten_alone AS (
  SELECT identity_hash FROM \${ref("int_forgotten")}
  WHERE NOT is_shared
)`,
];

/** One join for each identity. Nothing is hashed by DuckDB while nobody is forgotten: it probes no empty table. */
export function forgottenJoins(identities: readonly Forgettable[]): string {
  return identities
    .map(
      ({ as, identity, isUnsharedOnly }) =>
        `LEFT JOIN ${isUnsharedOnly === true ? 'forgotten_alone' : 'forgotten'} AS ${as} ON ${as}.identity_hash = TO_HEX(SHA256(${identity}))`,
    )
    .join('\n');
}

/** Holds for a row none of whose identities is forgotten. */
export function remembered(identities: readonly Forgettable[]): string {
  return identities.map(({ as }) => `${as}.identity_hash IS NULL`).join(' AND ');
}
