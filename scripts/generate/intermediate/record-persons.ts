import type { Model } from '../sqlx.js';
import { identityFile } from './match-keys.js';

/** int_record_persons: which person a record is. Grain: record_key. */
export function recordPersonsModel(): Model {
  return {
    path: 'definitions/intermediate/int_record_persons.sqlx',
    madeFrom: [identityFile, 'rubrics/sources/*.yaml'],
    config: {
      type: 'table',
      description:
        'Which person a record belongs to: connected records share the id of the one known first, so that a later record never changes it. Grain: one row per source record.',
      tags: ['intermediate'],
      columns: { lead_id: 'The person: a hash of the key of the record that was known first' },
      assertions: { uniqueKey: ['record_key'], nonNull: ['record_key', 'lead_id'] },
    },
    sql: `
SELECT
  records.record_key,
  CONCAT('p_', SUBSTR(TO_HEX(SHA256(COALESCE(components.first_record_key, records.record_key))), 1, 16)) AS lead_id
FROM \${ref("int_person_records")} AS records
LEFT JOIN \${ref("int_record_components")} AS components ON components.record_key = records.record_key`,
  };
}
