import type { Answer } from '../call.js';
import type { Portal, PortalRecord } from './portal.js';
import { refusal } from './refusal.js';
import type { Fault, Prepared } from './save.js';

/** One input of a batch and what the rules say of it. */
export interface Row {
  readonly id: string;
  readonly prepared: Prepared;
}

/**
 * Writes a batch: all of it, or nothing where one row is wrong, naming the first. In multi-status mode the good rows are
 * written and the answer is 207.
 */
export function writeBatch(
  portal: Portal,
  rows: readonly Row[],
  how: { readonly showsNew: boolean; readonly multiStatus: boolean },
): Answer {
  const wrong = rows.flatMap(({ id, prepared }) => ('fault' in prepared ? [{ id, fault: prepared.fault }] : []));
  const [first] = wrong;
  if (first !== undefined && !how.multiStatus) return whole(portal, first.id, first.fault);
  const results = rows.flatMap(({ prepared }) => {
    if ('fault' in prepared) return [];
    return [{ ...shown(prepared.save()), ...(how.showsNew && { new: prepared.isNew }) }];
  });
  return completed(
    portal,
    results,
    wrong.map(({ id, fault }) => listed(id, fault)),
  );
}

/** 200 for a batch without errors, 207 with them. The order of the results is the portal's own. */
export function completed(portal: Portal, results: readonly object[], errors: readonly object[]): Answer {
  const at = portal.history.now().toISOString();
  const body = {
    status: 'COMPLETE',
    startedAt: at,
    completedAt: at,
    results: portal.settings.shuffles ? [...results].reverse() : results,
  };
  return errors.length === 0
    ? { status: 200, body }
    : { status: 207, body: { ...body, numErrors: errors.length, errors } };
}

/** A record as an answer has it; with `only`, those properties and no other. */
export function shown(record: PortalRecord, only?: readonly string[]): Record<string, unknown> {
  const properties = { ...record.properties, createdate: record.createdAt, lastmodifieddate: record.updatedAt };
  const names =
    only === undefined ? Object.keys(properties) : ['hs_object_id', 'createdate', 'lastmodifieddate', ...only];
  const held = new Map(Object.entries(properties));
  return {
    id: record.id,
    properties: Object.fromEntries(names.map((name) => [name, held.get(name) ?? null])),
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    archived: record.archived,
  };
}

/** One error of a 207. */
export function listed(id: string, { category, message, context }: Fault): Record<string, unknown> {
  return { status: 'error', category, message, context: { ...context, ids: [id] } };
}

function whole(portal: Portal, id: string, { status, category, message, context }: Fault): Answer {
  if (!portal.settings.namesOffender) return refusal(status, category, message);
  return refusal(status, category, message, { context: { ...context, ids: [id] }, errors: [{ message, context }] });
}
