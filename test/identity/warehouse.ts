/** A project of one rubric with a buffer, whose people are matched by a given identity.yaml: records in, people out. */
import type { Value } from '../../scripts/engine/engine.js';
import { openOrderProject, type OrderProject } from '../order/harness.js';

export type Fact = Readonly<Record<string, Value>>;

const rubric = `
rubric: kept
version: 1
status: live
purpose: A tier that is kept
outcome: { label: opportunity, within: 90d }
dimensions:
  fit: { criteria: { seats: { field: lead.seats, cases: [{ at_least: 80, points: 80 }, { at_least: 60, points: 60 }, { otherwise: true, points: 0 }], unknown: { points: 0 } } } }
  intent: { acts: { visit: { points: 1 } } }
total: { sum: { fit: 1, intent: 1 } }
bands: [0, 50]
tiers:
  - { tier: hot, when: { total: 80 }, buffer: { leave_below: 50 }, action: { do: contact } }
  - { tier: cold, otherwise: true, action: { do: nothing } }
`;

export interface IdentityWarehouse {
  readonly project: OrderProject;
  /** Record ids of each person, sorted: `[['L1', 'L2'], ['L3']]`. */
  people(): Promise<readonly (readonly string[])[]>;
  /** The id of the person that a record is. */
  personOf(record: string): Promise<string>;
}

/** @param columns that the source maps beside those that it always does */
export async function openIdentityWarehouse(
  identity: string | undefined,
  columns: readonly string[] = [],
): Promise<IdentityWarehouse> {
  const project = await openOrderProject({
    signals: ['visit'],
    rubric,
    columns,
    files: {
      'rubrics/shared/standards.yaml': 'time_zone: UTC\nrole_addresses: { add: [info] }\n',
      ...(identity !== undefined && { 'rubrics/shared/identity.yaml': identity }),
    },
  });
  return {
    project,
    people: async () => {
      const rows = await project.query(`
SELECT lead_id, STRING_AGG(record_id, '\\n' ORDER BY record_id) AS records
FROM \`@lead_records\`
GROUP BY lead_id
ORDER BY records`);
      return rows.map(({ records }) => String(records).split('\n'));
    },
    personOf: async (record) => {
      const rows = await project.query(`SELECT lead_id, record_id FROM \`@lead_records\` ORDER BY record_id`);
      return String(rows.find(({ record_id }) => record_id === record)?.lead_id);
    },
  };
}
