/** Reads back what the CRM acknowledged, and tells where it holds something else. Writes nothing. */
import type { FieldType } from '../rows.js';
import { type Acknowledged, acknowledgedPages, countAcknowledged, mappingOf } from './acknowledged.js';
import { Findings } from './findings.js';
import type { VerifySync } from './report.js';

export const verifySync: VerifySync = async ({ store, destination, sample, signal }) => {
  const { readBack } = destination;
  if (readBack === undefined) return undefined;
  const findings = new Findings(await countAcknowledged(store));
  for await (const page of acknowledgedPages(store, sample)) {
    const [first] = page;
    if (first === undefined || signal.aborted) break;
    const types = await typesOf(store, page);
    const held = await readBack.call(
      destination,
      first.object,
      page.map(({ crmId }) => crmId),
      types,
      signal,
    );
    findings.read();
    for (const record of page) findings.add(record, held.get(record.crmId), types);
  }
  return findings.report();
};

/** Fields that are compared: those of the page's records that are always written, for others a record may hold its own. */
async function typesOf(
  store: Parameters<VerifySync>[0]['store'],
  page: readonly Acknowledged[],
): Promise<ReadonlyMap<string, FieldType>> {
  const types = new Map<string, FieldType>();
  for (const runId of new Set(page.map((record) => record.runId)))
    for (const { object, field, type, write } of await mappingOf(store, runId))
      if (object === page[0]?.object && write === 'always') types.set(field, type);
  return types;
}
