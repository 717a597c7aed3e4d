/** Reads back what the CRM acknowledged, and tells where it holds something else. Writes nothing. */
import type { Destination } from '../destination.js';
import type { FieldMapping, FieldType } from '../rows.js';
import { type Acknowledged, acknowledgedPages, countAcknowledged, mappingOf } from './acknowledged.js';
import { Findings } from './findings.js';
import type { VerifyReport, VerifySync } from './report.js';

/** Records of one object, and the fields of it that are compared. */
export type TakePage = (page: readonly Acknowledged[], types: ReadonlyMap<string, FieldType>) => Promise<void>;

/** What the sync's own file has. */
export const verifySync: VerifySync = ({ store, destination, sample, signal }) =>
  readBackAll(destination, signal, async (take) => {
    for await (const page of acknowledgedPages(store, sample)) {
      if (signal.aborted) break;
      await take(page, await typesOf(store, page));
    }
    return countAcknowledged(store);
  });

/**
 * `records` gives what was acknowledged page by page, and resolves with how many records it could have given. Undefined where
 * the CRM cannot be read. Throws `CallFailed`.
 */
export async function readBackAll(
  destination: Destination,
  signal: AbortSignal,
  records: (take: TakePage) => Promise<number>,
): Promise<VerifyReport | undefined> {
  const { readBack } = destination;
  if (readBack === undefined) return undefined;
  const findings = new Findings();
  const verifiable = await records(async (page, types) => {
    const [first] = page;
    if (first === undefined) return;
    const ids = page.map(({ crmId }) => crmId);
    const held = await readBack.call(destination, first.object, ids, types, signal);
    findings.read();
    for (const record of page) findings.add(record, held.get(record.crmId), types);
  });
  return findings.report(verifiable);
}

/** By the fields of an object: those that are always written; of others a record may hold its own. */
export function comparedTypes(fields: readonly FieldMapping[], object: string): ReadonlyMap<string, FieldType> {
  return new Map(
    fields
      .filter((field) => field.object === object && field.write === 'always')
      .map(({ field, type }) => [field, type]),
  );
}

async function typesOf(
  store: Parameters<VerifySync>[0]['store'],
  page: readonly Acknowledged[],
): Promise<ReadonlyMap<string, FieldType>> {
  const types = new Map<string, FieldType>();
  for (const runId of new Set(page.map((record) => record.runId)))
    for (const [field, type] of comparedTypes(await mappingOf(store, runId), page[0]?.object ?? ''))
      types.set(field, type);
  return types;
}
