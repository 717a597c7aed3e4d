/** `leadscore forget`: one person out of every table, and kept out. */
import type { Engine } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { type Clearing, clearPeople } from './clear.js';
import { findPerson, possibleHashes } from './find-person.js';
import { addForgotten, forgottenRows, hashesSql, type Identity } from './forgotten-table.js';
import { rawRows, type RawRows } from './raw-rows.js';

export interface ForgetOptions {
  /** Lead id, record key, record id or address. */
  readonly given: string;
  readonly reason?: string;
  readonly by: string;
  readonly isDry: boolean;
  readonly at: Date;
  /** Names of the sources, as in record keys. */
  readonly sources: readonly string[];
  /** Columns of records that identity.yaml matches by, beside address, user and device. */
  readonly externalIds: readonly string[];
}

export interface Forgotten extends Clearing {
  readonly isDry: boolean;
  /** They had been forgotten before; what had come back since is cleared again. */
  readonly isKnown: boolean;
  /** How many identities of each kind are kept out. */
  readonly identities: Readonly<Partial<Record<Identity['kind'], number>>>;
  /** Of all their identities, by which other stores than the warehouse can find them. */
  readonly hashes: readonly Pick<Identity, 'hash' | 'kind'>[];
  /** The first digits of the hash of the person's id, by which a request can be found again. */
  readonly mark: string;
  /** Identities that other people go on with. */
  readonly left: number;
  readonly raw: readonly RawRows[];
}

/** Idempotent: what a first call that broke off left is done by the next. Throws `forget/unknown-person` and what `findPerson` throws. */
export async function forget(graph: CompiledGraph, engine: Engine, options: ForgetOptions): Promise<Forgotten> {
  const { given, isDry, at, by, reason } = options;
  const before = await forgottenRows(graph, engine);
  const possible = new Set(possibleHashes(given, options.sources));
  const known = before.filter((row) => possible.has(String(row.identity_hash)));
  const person = await findPerson(graph, engine, given, options.externalIds);
  if (person === undefined && known.length === 0) throw new ProblemError(unknownPerson);
  if (person !== undefined && known.some((row) => row.is_shared === true)) throw new ProblemError(sharedIdentity);
  const own = new Set(person?.identities.map(({ hash }) => hash));
  const again =
    person === undefined ? known : before.filter((row) => !row.is_shared && own.has(String(row.identity_hash)));
  // A call that broke off has noted identities that the tables no longer tell.
  const identities = together(togetherWith(again, before), person?.identities ?? []);
  if (!isDry && person !== undefined) {
    await addForgotten(
      graph,
      engine,
      person.identities.map(({ hash, kind, isShared }) => ({
        identity_hash: hash,
        kind,
        is_shared: isShared,
        forgotten_at: at.toISOString(),
        forgotten_by: by,
        reason: reason ?? null,
      })),
    );
  }
  const hashes = hashesSql(identities);
  const clearing = await clearPeople(graph, engine, hashes, { isDry });
  return {
    ...clearing,
    isDry,
    isKnown: again.length > 0,
    identities: counted(identities),
    hashes: identities.map(({ hash, kind }) => ({ hash, kind })),
    mark: markOf(identities),
    left: person?.left ?? 0,
    raw: await rawRows(graph, engine, hashes),
  };
}

/** What was forgotten by the same call as one of these: the person's other identities. */
function togetherWith(
  known: readonly { readonly [column: string]: unknown }[],
  all: readonly { readonly [column: string]: unknown }[],
): readonly Identity[] {
  const calls = new Set(known.map((row) => String(row.forgotten_at)));
  return all
    .filter((row) => calls.has(String(row.forgotten_at)))
    .map((row) => ({
      hash: String(row.identity_hash),
      kind: kindOf(String(row.kind)),
      isShared: row.is_shared === true,
    }));
}

/** Each identity once; as it was noted before, where it was. */
function together(noted: readonly Identity[], found: readonly Identity[]): readonly Identity[] {
  const hashes = new Set(noted.map(({ hash }) => hash));
  return [...noted, ...found.filter(({ hash }) => !hashes.has(hash))];
}

function kindOf(text: string): Identity['kind'] {
  const kinds = ['record', 'email', 'hash', 'user', 'device', 'id', 'lead'] as const;
  return kinds.find((kind) => kind === text) ?? 'record';
}

function counted(identities: readonly Identity[]): Forgotten['identities'] {
  const counts: Partial<Record<Identity['kind'], number>> = {};
  for (const { kind } of identities) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The same for every call: of several lead ids it is not known later which was the last one. */
function markOf(identities: readonly Identity[]): string {
  const hashes = (some: readonly Identity[]): readonly string[] => some.map(({ hash }) => hash).toSorted();
  const [lead = hashes(identities)[0] ?? ''] = hashes(identities.filter(({ kind }) => kind === 'lead'));
  return lead.slice(0, 8);
}

/** The same call twice must not take the next one who has the address. */
const sharedIdentity: ConstructorParameters<typeof ProblemError>[0] = {
  code: 'forget/shared-identity',
  severity: 'error',
  what: 'What was given is of somebody who was forgotten and of somebody who was not.',
  why: 'Several people had it, such as the address of a department. Nobody was forgotten.',
  todo: 'Name the person by lead_id or record_key, if another one is to go.',
};

const unknownPerson: ConstructorParameters<typeof ProblemError>[0] = {
  code: 'forget/unknown-person',
  severity: 'error',
  what: 'Nobody here has the id, the record or the address that was given.',
  why: 'It stands in no record of the last run, and nobody like that was forgotten before. What was given is not repeated here on purpose.',
  todo: 'Take a lead_id from the table leads, a record_key from lead_records, or an address; if the person came after the last run, run first.',
};
