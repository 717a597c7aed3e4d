/** The table int_forgotten as `forget` writes and reads it. */
import { createHash } from 'node:crypto';
import type { Column, Engine, Row, Target } from '../engine/engine.js';
import { type CompiledGraph, targetKey } from '../graph/graph.js';
import { distrust } from '../run/held-assertions.js';

/** An identity of somebody who is to be forgotten; its value is never written anywhere. */
export interface Identity {
  readonly hash: string;
  readonly kind: 'record' | 'email' | 'hash' | 'user' | 'device' | 'id' | 'lead';
  readonly isShared: boolean;
}

export const forgottenTableColumns: readonly Column[] = [
  { name: 'identity_hash', type: 'STRING' },
  { name: 'kind', type: 'STRING' },
  { name: 'is_shared', type: 'BOOL' },
  { name: 'forgotten_at', type: 'TIMESTAMP' },
  { name: 'forgotten_by', type: 'STRING' },
  { name: 'reason', type: 'STRING' },
];

const kinds = {
  'crm:': 'record',
  'email:': 'email',
  'hash:': 'hash',
  'user:': 'user',
  'anon:': 'device',
  'id:': 'id',
  'lead:': 'lead',
} as const;

/** As `TO_HEX(SHA256(...))` gives it in the models. `undefined` for what is no identity. */
export function identityOf(text: string, isShared: boolean): Identity | undefined {
  const kind = Object.entries(kinds).find(([prefix]) => text.startsWith(prefix))?.[1];
  return kind && { hash: hashOf(text), kind, isShared };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export function forgottenTarget({ defaultDatabase: database, defaultSchema: schema }: CompiledGraph): Target {
  return { database, schema, name: 'int_forgotten' };
}

export function quoted({ database, schema, name }: Target): string {
  return `\`${database}.${schema}.${name}\``;
}

/** Every row; none where no run and no `forget` has made the table. */
export async function forgottenRows(graph: CompiledGraph, engine: Engine): Promise<readonly Row[]> {
  const target = forgottenTarget(graph);
  if ((await engine.relation(target)) === undefined) return [];
  const columns = forgottenTableColumns.map(({ name }) => name).join(', ');
  return engine.query(`SELECT ${columns} FROM ${quoted(target)} ORDER BY identity_hash`);
}

/** Adds the rows whose hash is not there yet; makes the table where there is none. Returns how many. */
export async function addForgotten(graph: CompiledGraph, engine: Engine, rows: readonly Row[]): Promise<number> {
  const there = new Set((await forgottenRows(graph, engine)).map((row) => row.identity_hash));
  const added = rows.filter((row) => !there.has(row.identity_hash ?? null));
  await engine.createSchema(graph.defaultDatabase, graph.defaultSchema);
  await distrust(graph, engine, [targetKey(forgottenTarget(graph))]);
  await engine.append(forgottenTarget(graph), forgottenTableColumns, added);
  return added.length;
}

/** SQL of a relation (identity_hash, is_shared). Hashes are hexadecimal digits, so nothing of them is code. */
export function hashesSql(identities: readonly { readonly hash: string; readonly isShared: boolean }[]): string {
  const rows = identities.map(
    ({ hash, isShared }) => `STRUCT('${hash}' AS identity_hash, ${isShared ? 'TRUE' : 'FALSE'} AS is_shared)`,
  );
  return `SELECT f.identity_hash, f.is_shared FROM UNNEST([${rows.join(', ')}]) AS f`;
}
