/** Who is meant by an id, a record key or an address, and by what they could be known again. */
import type { Engine, Row } from '../engine/engine.js';
import { hashOfAddress } from '../generate/text/address-hash.js';
import { sqlxText } from '../generate/text/sqlx-text.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { hashOf, type Identity, identityOf, quoted } from './forgotten-table.js';

export interface Person {
  readonly leadId: string;
  readonly identities: readonly Identity[];
  /** Identities that another person goes on with: they are left alone. */
  readonly left: number;
}

/** As `mailbox` in the models. */
function mailboxOf(given: string): string {
  return given
    .trim()
    .toLowerCase()
    .replace(/\+[^@]*@/, '@');
}

/** The given word as `email_hash` in the models; undefined for what is no SHA-256 in hexadecimal or base64. */
function addressHash(given: string): string | undefined {
  const word = given.trim();
  if (/^[0-9a-f]{64}$/i.test(word)) return word.toLowerCase();
  return /^[\w+/-]{42}[AEIMQUYcgkosw048]=?$/.test(word) ? Buffer.from(word, 'base64').toString('hex') : undefined;
}

/** What others make of the address, with and without a plus tag. */
function hashesOf(given: string): readonly string[] {
  return [mailboxOf(given), given.trim().toLowerCase()].map(hashOf);
}

function table(graph: CompiledGraph, name: string): string {
  return quoted({ database: graph.defaultDatabase, schema: graph.defaultSchema, name });
}

/** What the given word would be as an identity: whether somebody like that was forgotten before can be told by these alone. */
export function possibleHashes(given: string, sources: readonly string[]): readonly string[] {
  const word = given.trim();
  const hashes = [addressHash(word) ?? [], hashesOf(word)].flat();
  const record = sources.map((source) => `crm:${source}:${word}`);
  return [
    word,
    `lead:${word}`,
    `user:${word}`,
    `email:${mailboxOf(word)}`,
    ...hashes.map((hash) => `hash:${hash}`),
    ...record,
  ].map(hashOf);
}

/** The ids of the people that the word fits, eleven at most. */
async function candidates(graph: CompiledGraph, engine: Engine, given: string): Promise<readonly string[]> {
  const word = sqlxText(given.trim());
  const folded = sqlxText(given.trim().toLowerCase());
  const hashes = [...new Set(hashesOf(given))].map(sqlxText).join(', ');
  const hash = addressHash(given);
  const hashed = hash === undefined ? '' : sqlxText(hash);
  const byHash =
    hash === undefined
      ? ''
      : `\n    OR r.email_hash = ${hashed} OR ${hashOfAddress('r.mailbox')} = ${hashed} OR ${hashOfAddress('r.email')} = ${hashed}`;
  const rows = await engine.query(`
SELECT DISTINCT lead_id
FROM (
  SELECT p.lead_id
  FROM ${table(graph, 'int_record_persons')} AS p
  INNER JOIN ${table(graph, 'int_person_records')} AS r ON r.record_key = p.record_key
  WHERE p.lead_id = ${word} OR p.record_key = ${word} OR r.record_id = ${word}
    OR r.email_hash IN (${hashes})${byHash}
    OR r.mailbox = ${sqlxText(mailboxOf(given))} OR LOWER(TRIM(r.email)) = ${folded}
  UNION ALL
  SELECT lead_id FROM ${table(graph, 'int_moved_people')} WHERE from_lead_id = ${word}
)
ORDER BY lead_id
LIMIT 11`);
  return rows.map((row) => String(row.lead_id));
}

/** Throws `forget/no-people` before the first run and `forget/several-people`; undefined where nobody fits. The word itself is in no message. */
export async function findPerson(
  graph: CompiledGraph,
  engine: Engine,
  given: string,
  externalIds: readonly string[],
): Promise<Person | undefined> {
  const target = { database: graph.defaultDatabase, schema: graph.defaultSchema, name: 'int_moved_people' };
  if ((await engine.relation(target)) === undefined) {
    throw new ProblemError({
      code: 'forget/no-people',
      severity: 'error',
      what: 'The warehouse knows no people yet.',
      why: 'The table int_moved_people is missing: no run has come that far.',
      todo: 'Run `npx leadscore run`, and mend what it reports.',
    });
  }
  const [leadId, ...others] = await candidates(graph, engine, given);
  if (leadId === undefined) return undefined;
  if (others.length > 0) {
    const many = others.length > 9 ? 'more than ten' : String(others.length + 1);
    throw new ProblemError({
      code: 'forget/several-people',
      severity: 'error',
      what: `What was given fits ${many} people: ${[leadId, ...others].slice(0, 10).join(', ')}.`,
      why: 'Nobody was forgotten.',
      todo: 'Name one of them, or each after the other.',
    });
  }
  const found = await identitiesOf(graph, engine, leadId, externalIds);
  return { leadId, ...found };
}

async function identitiesOf(
  graph: CompiledGraph,
  engine: Engine,
  leadId: string,
  externalIds: readonly string[],
): Promise<Pick<Person, 'identities' | 'left'>> {
  const id = sqlxText(leadId);
  const records = `SELECT r.* FROM ${table(graph, 'int_person_records')} AS r
  INNER JOIN ${table(graph, 'int_record_persons')} AS p ON p.record_key = r.record_key
  WHERE p.lead_id = ${id}`;
  const own = await engine.query(`
SELECT record_key AS identity, FALSE AS is_shared FROM (${records})
UNION ALL
SELECT merge_target_key, FALSE FROM (${records}) WHERE merge_target_key IS NOT NULL
UNION ALL
SELECT record_key, FALSE FROM (
  SELECT record_key, lead_id
  FROM ${table(graph, 'int_person_id_log')}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY record_key ORDER BY change_number DESC) = 1
)
WHERE lead_id = ${id}
UNION ALL
SELECT ${sqlxText(`lead:${leadId}`)}, FALSE FROM UNNEST(['one']) AS one
UNION ALL
SELECT CONCAT('lead:', from_lead_id), FALSE FROM ${table(graph, 'int_moved_people')} WHERE lead_id = ${id}`);
  const carried = await engine.query(`
SELECT i.record_key AS identity, i.people > 1 AS is_shared, COALESCE(owner.lead_id = ${id}, FALSE) AS is_theirs
FROM ${table(graph, 'int_identity_people')} AS i
LEFT JOIN ${table(graph, 'int_record_person')} AS owner ON owner.record_key = i.record_key
WHERE i.lead_id = ${id}`);
  // A record that no source has (any more), of which only events tell, together with something of this person's alone.
  const told = await engine.query(`
SELECT DISTINCT links.linked_key AS identity, FALSE AS is_shared
FROM ${table(graph, 'int_identity_links')} AS links
INNER JOIN ${table(graph, 'int_identity_people')} AS i ON i.record_key = links.record_key
LEFT JOIN ${table(graph, 'int_record_person')} AS owner ON owner.record_key = links.linked_key
WHERE i.lead_id = ${id} AND i.people = 1 AND owner.record_key IS NULL
  AND STARTS_WITH(links.linked_key, 'crm:') AND NOT STARTS_WITH(links.record_key, 'anon:')`);
  const external: Row[] = [];
  for (const name of externalIds) {
    external.push(
      ...(await engine.query(`
SELECT CONCAT('id:', ${sqlxText(name)}, ':', r.${name}) AS identity, LOGICAL_OR(p.lead_id != ${id}) AS is_shared
FROM ${table(graph, 'int_person_records')} AS r
INNER JOIN ${table(graph, 'int_record_persons')} AS p ON p.record_key = r.record_key
WHERE r.${name} IS NOT NULL
GROUP BY r.${name}
HAVING LOGICAL_OR(p.lead_id = ${id})`)),
    );
  }
  const kept = carried.filter((row) => row.is_theirs !== true);
  const theirs = [...own, ...carried.filter((row) => row.is_theirs === true), ...told, ...external];
  const byHash = new Map<string, Identity>();
  for (const row of theirs) {
    const identity = identityOf(String(row.identity), row.is_shared === true);
    // A record is one person's, whatever a table of identities says of it.
    if (identity !== undefined && !byHash.has(identity.hash)) byHash.set(identity.hash, identity);
  }
  // A source that comes later may have nothing but the hash of an address.
  for (const row of theirs) {
    const [, address] = /^email:(.*)$/s.exec(String(row.identity)) ?? [];
    const identity = address === undefined ? undefined : identityOf(`hash:${hashOf(address)}`, row.is_shared === true);
    if (identity !== undefined && !byHash.has(identity.hash)) byHash.set(identity.hash, identity);
  }
  return { identities: [...byHash.values()], left: kept.length };
}
