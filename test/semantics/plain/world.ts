/** Who is there at a moment and which acts count for whom: step 1 of the order of evaluation. */
import { Decimal } from 'decimal.js';
import { readingAt } from './enrichment.js';
import { type Fields, leadFields } from './fields.js';
import { type FactRow, type Facts, momentIn, textIn } from './facts.js';
import { type Account, accountOfFact, accountOfRecord, accountsOf } from './known-accounts.js';
import {
  contentOf,
  emailKindOf,
  responseSignal,
  type SharedFiles,
  sharedFiles,
  signalOfAccountEvent,
  signalOfEvent,
} from './standards.js';
import type { Zone } from './days.js';
import { withoutCopies } from './same-act.js';

export interface Act {
  /** Unique; ties between acts are decided by it. */
  readonly key: string;
  readonly signal: string;
  readonly happenedAt: number;
  readonly day: number;
  /** Where the source says none: what one identity did on one day. */
  readonly session: string;
  /** What it was about. */
  readonly content?: string | undefined;
  readonly minutes: Decimal | undefined;
  readonly depth: Decimal | undefined;
  /** Of facts of a company. */
  readonly strength?: Decimal | undefined;
}

export interface Person {
  readonly recordId: string;
  readonly fields: Fields;
  readonly email: string | undefined;
  readonly account: string | undefined;
  /** By moment, then key. */
  readonly acts: readonly Act[];
  /** What people decided of this person: rows that name the record or its address. */
  readonly overrides: Facts['overrides'];
}

export interface World {
  readonly asOf: number;
  readonly zone: Zone;
  /** The day of `asOf`. */
  readonly today: number;
  /** The day by which ages of vendors' answers are counted. */
  readonly readOn: number;
  readonly people: readonly Person[];
  /** Account -> its people. */
  readonly colleagues: ReadonlyMap<string, readonly Person[]>;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Facts without a person, by the key of the account; by moment, then key. */
  readonly accountActs: ReadonlyMap<string, readonly Act[]>;
  /**
   * The same moment with what vendors had said when attributes were last read.
   * @param cadence `daily`, `weekly`, `monthly`; '' where they are read at the moment itself
   */
  readonly readAs: (cadence: string) => World;
}

interface Identity {
  /** The person's record. */
  readonly recordId: string;
  readonly linkedAt: number;
}

/** With what every vendor had said by then. */
export function worldAt(facts: Facts, asOfText: string, zone: Zone, shared: SharedFiles = sharedFiles): World {
  const asOf = Date.parse(asOfText);
  const alone = peopleAlone(facts, asOf, zone, shared);
  const accountActs = accountActsOf(facts, asOf, zone);
  const worlds = new Map<string, World>();
  const readAs = (cadence: string): World => {
    const before = worlds.get(cadence);
    if (before !== undefined) return before;
    const reading = readingAt(asOf, zone, cadence);
    const keys = new Set(alone.flatMap(({ account }) => account ?? []));
    const accounts = accountsOf(facts, asOf, keys, shared.enrichment, reading);
    const people = alone.map((person) => ({
      ...person,
      fields: new Map([...person.fields, ...(accounts.get(person.account ?? '')?.fields ?? [])]),
    }));
    const today = zone.dayOf(asOf);
    const colleagues = byAccount(people);
    const world = { asOf, zone, today, readOn: reading.day, people, colleagues, accounts, accountActs, readAs };
    worlds.set(cadence, world);
    return world;
  };
  return readAs('');
}

/** With fields of their own alone. */
function peopleAlone(facts: Facts, asOf: number, zone: Zone, { sameActs }: SharedFiles): readonly Person[] {
  const records = [...facts.leads, ...facts.contacts];
  const acts = actsByPerson(facts, records, asOf, zone);
  const decided = overridesByPerson(facts);
  return records
    .filter((row) => knownSince(row) <= asOf)
    .map((row): Person => {
      const recordId = textIn(row['record_id']) ?? '';
      const email = textIn(row['email']);
      const address = email?.trim().toLowerCase();
      const account = accountOfRecord(row, facts.accounts);
      return {
        recordId,
        fields: leadFields(row, emailKindOf(email), account !== undefined, asOf),
        email: address,
        account,
        acts: withoutCopies(
          (acts.get(recordId) ?? []).toSorted((a, b) => a.happenedAt - b.happenedAt || (a.key < b.key ? -1 : 1)),
          sameActs,
        ),
        overrides: [...(decided.get(recordId) ?? []), ...(decided.get(address ?? '') ?? [])],
      };
    });
}

/** By record id, and by address. */
function overridesByPerson({ overrides }: Facts): ReadonlyMap<string, Facts['overrides']> {
  const byPerson = new Map<string, readonly FactRow[]>();
  for (const row of overrides) {
    const whose = textIn(row['person_record_id']) ?? textIn(row['email'])?.trim().toLowerCase() ?? '';
    byPerson.set(whose, [...(byPerson.get(whose) ?? []), row]);
  }
  return byPerson;
}

function byAccount(people: readonly Person[]): ReadonlyMap<string, readonly Person[]> {
  const colleagues = new Map<string, Person[]>();
  for (const person of people) {
    if (person.account === undefined) continue;
    const own = colleagues.get(person.account) ?? [];
    own.push(person);
    colleagues.set(person.account, own);
  }
  return colleagues;
}

/** When a record was first known. */
function knownSince(row: FactRow): number {
  return momentIn(row['known_at']) ?? momentIn(row['created_at']) ?? 0;
}

function actsByPerson(
  facts: Facts,
  records: readonly FactRow[],
  asOf: number,
  zone: Zone,
): ReadonlyMap<string, readonly Act[]> {
  const identities = identitiesOf(facts, records);
  const byPerson = new Map<string, Act[]>();
  const take = (row: FactRow, stream: string, id: string, signal: string | undefined): void => {
    const strongest = strongestIdentity(row) ?? '';
    const identity = identities.get(strongest);
    const happenedAt = momentIn(row['happened_at']);
    if (identity === undefined || happenedAt === undefined || signal === undefined) return;
    const knownAt = momentIn(row['known_at']) ?? happenedAt;
    if (happenedAt >= asOf || knownAt > asOf || identity.linkedAt > asOf) return;
    const act: Act = {
      key: `${stream}:${id}`,
      signal,
      happenedAt,
      day: zone.dayOf(happenedAt),
      session: `${strongest} ${textIn(row['session_id']) ?? `on day ${zone.dayOf(happenedAt)}`}`,
      content: contentOf(row),
      minutes: decimalIn(row, 'minutes'),
      depth: decimalIn(row, 'depth'),
    };
    byPerson.set(identity.recordId, [...(byPerson.get(identity.recordId) ?? []), act]);
  };
  for (const row of facts.events) take(row, 'crm', textIn(row['event_id']) ?? '', signalOfEvent(row));
  for (const row of facts.campaign_responses) {
    take(row, 'crm_campaigns', `response:${textIn(row['record_id']) ?? ''}`, responseSignal);
  }
  return byPerson;
}

/** By the record that is named, else by the domain. Whose they are is known at once. */
function accountActsOf(facts: Facts, asOf: number, zone: Zone): ReadonlyMap<string, readonly Act[]> {
  const byAccount = new Map<string, Act[]>();
  for (const row of facts.account_events) {
    const account = accountOfFact(row, facts.accounts);
    const signal = signalOfAccountEvent(row);
    const happenedAt = momentIn(row['happened_at']);
    if (account === undefined || signal === undefined || happenedAt === undefined) continue;
    if (happenedAt >= asOf || (momentIn(row['known_at']) ?? happenedAt) > asOf) continue;
    const day = zone.dayOf(happenedAt);
    const act: Act = {
      key: `crm:${textIn(row['event_id']) ?? ''}`,
      signal,
      happenedAt,
      day,
      session: `${account} on day ${day}`,
      minutes: undefined,
      depth: undefined,
      strength: decimalIn(row, 'strength'),
    };
    byAccount.set(account, [...(byAccount.get(account) ?? []), act]);
  }
  return byAccount;
}

function decimalIn(row: FactRow, column: string): Decimal | undefined {
  const text = textIn(row[column]);
  return text === undefined ? undefined : new Decimal(text);
}

/** A record, an address, a device: the first of these that an event carries says whose it is. */
function strongestIdentity(row: FactRow): string | undefined {
  const record = textIn(row['person_record_id']);
  if (record !== undefined) return `record:${record}`;
  const email = textIn(row['email']);
  if (email !== undefined) return `email:${email.trim().toLowerCase()}`;
  const device = textIn(row['anonymous_id']);
  return device === undefined ? undefined : `device:${device}`;
}

/** A device is somebody's from the first event on that carries more than the device. */
function identitiesOf(facts: Facts, records: readonly FactRow[]): ReadonlyMap<string, Identity> {
  const identities = new Map<string, Identity>();
  for (const row of records) {
    const identity = { recordId: textIn(row['record_id']) ?? '', linkedAt: knownSince(row) };
    identities.set(`record:${identity.recordId}`, identity);
    const email = textIn(row['email']);
    if (email !== undefined) identities.set(`email:${email.trim().toLowerCase()}`, identity);
  }
  for (const row of facts.events) {
    const device = textIn(row['anonymous_id']);
    const owner = identities.get(strongestIdentity(row) ?? '');
    const happenedAt = momentIn(row['happened_at']);
    if (device === undefined || owner === undefined || happenedAt === undefined) continue;
    if (strongestIdentity(row) === `device:${device}`) continue;
    const seen = Math.max(happenedAt, momentIn(row['known_at']) ?? happenedAt, owner.linkedAt);
    const before = identities.get(`device:${device}`);
    if (before === undefined || seen < before.linkedAt) {
      identities.set(`device:${device}`, { recordId: owner.recordId, linkedAt: seen });
    }
  }
  return identities;
}
