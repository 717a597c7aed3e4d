/** rubrics/shared/identity.yaml -> `Identity`; what the file does not say, or all of it where there is none, is as usual. */
import { canonicalEntities } from '../../generate/canonical.js';
import { didYouMean } from '../../problem/closest.js';
import type { RubricField } from '../fields.js';
import type { AccountKey, Identity, KeyLimit, MatchKey, Survivor } from '../model.js';
import { error, type Report } from '../report.js';
import type { AccountKeyText, IdentityText, MatchKeyText, SurvivorText } from '../schema/identity.js';
import type { Validated } from '../schema/validate.js';
import type { Cursor } from '../yaml/cursor.js';

interface Known {
  readonly fields: ReadonlyMap<string, RubricField>;
  /** Every source could be read, so that a name that is not there is a wrong one. */
  readonly hasAllFields: boolean;
  readonly sources: ReadonlySet<string>;
  readonly report: Report;
}

const builtIn = ['email', 'email_sha256', 'user_id', 'anonymous_id'] as const;

/** A person has several devices and addresses, and a device or an id that stands for nobody has hundreds. */
const usualLimits: Readonly<Record<MatchKey['kind'], KeyLimit>> = {
  email: { records: 50 },
  email_sha256: { records: 50 },
  user_id: { records: 20, companies: 3 },
  anonymous_id: { records: 10, emails: 3, companies: 1 },
  attribute: { records: 20, companies: 3 },
};

const usualKeys: readonly MatchKey[] = (['user_id', 'email'] as const).map((kind) => ({
  kind,
  name: kind,
  same: [],
  atMost: usualLimits[kind],
}));

const usualAccountKeys: readonly AccountKey[] = (['crm_id', 'domain'] as const).map((key) => ({
  key,
  isOfSameCountry: false,
}));

/** What a record says of itself and not of the person. */
const notSurviving: ReadonlySet<string> = new Set([
  'record_id',
  'email_sha256',
  'user_id',
  'anonymous_id',
  'do_not_contact',
  'last_recycled_at',
  'merged_into_id',
  'is_deleted',
  'created_at',
  'updated_at',
  'known_at',
  'converted_at',
  'converted_contact_id',
  'converted_account_id',
]);

/** Faults are reported; what is returned then lacks the faulty parts. */
export function resolveIdentity(file: Validated<IdentityText> | undefined, known: Known): Identity {
  const written = file?.value ?? {};
  const columns = personColumns(known);
  const keys = written.match_keys?.flatMap((key, index) => matchKey(key, file?.cursor.at('match_keys', index), known));
  keys?.forEach((key, index) => {
    const first = keys.findIndex((other) => other.name === key.name && sameSet(other.same, key.same));
    if (first === index || key.at === undefined) return;
    known.report(
      error('rubric/repeated-key', key.at, `"${key.name}" is a match key already.`, { todo: 'Take one out.' }),
    );
  });
  const survivor = (way: SurvivorText, at: Cursor | undefined): Survivor => resolveSurvivor(way, at, known);
  return {
    matchKeys: keys ?? usualKeys,
    accountKeys:
      written.account_keys === undefined
        ? usualAccountKeys
        : accountKeys(written.account_keys, file?.cursor.at('account_keys'), known),
    neverMatch: {
      emailKinds: written.never_match?.email_kinds ?? ['role', 'test', 'disposable', 'internal'],
      addresses: addresses(written.never_match?.addresses ?? [], file?.cursor.at('never_match', 'addresses'), known),
      values: (written.never_match?.values ?? []).map((value) => value.trim().toLowerCase()),
      companies: written.never_match?.companies ?? [],
      websites: (written.never_match?.websites ?? []).map((domain) => domain.trim().toLowerCase()),
    },
    largestPerson: { records: 100, ...written.largest_person },
    sharedBy: { email: 5, user_id: 5, anonymous_id: 5, ...written.shared_by },
    survivorship: {
      usual:
        written.survivorship?.default === undefined
          ? { kind: 'newest' }
          : survivor(written.survivorship.default, file?.cursor.at('survivorship', 'default')),
      columns: new Map(
        Object.entries(written.survivorship?.columns ?? {}).flatMap(([column, way]) => {
          const at = file?.cursor.at('survivorship', 'columns', column);
          const isKnown = columns.has(column) || !known.hasAllFields;
          if (isKnown) return [[column, survivor(way, at)] as const];
          if (at !== undefined) known.report(unknownColumn(column, at.keyPlace, columns.keys()));
          return [];
        }),
      ),
    },
  };
}

function accountKeys(
  list: readonly AccountKeyText[],
  at: Cursor | undefined,
  { report }: Known,
): readonly AccountKey[] {
  return list.flatMap((each, index) => {
    const { key, same = [] } = typeof each === 'string' ? { key: each } : each;
    const place = at?.at(index).place;
    const isRepeated = list.findIndex((other) => (typeof other === 'string' ? other : other.key) === key) < index;
    if (isRepeated && place !== undefined) {
      report(error('rubric/repeated-key', place, `"${key}" is an account key already.`, { todo: 'Take one out.' }));
      return [];
    }
    if (same.length > 0 && key !== 'company_name' && at !== undefined) {
      const what = `"${key}" needs nothing beside it.`;
      const todo = 'Take "same" out: it is for company_name, since companies of two countries may have one name.';
      report(error('rubric/account-key', at.at(index, 'same').keyPlace, what, { todo }));
      return [];
    }
    return [{ key, isOfSameCountry: same.length > 0, ...(place !== undefined && { at: place }) }];
  });
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join(' ') === other.toSorted().join(' ');
}

/** The columns of a person that come from its records, with their types. */
function personColumns({ fields }: Known): ReadonlyMap<string, string> {
  const canonical = [
    ...Object.entries(canonicalEntities.leads.columns),
    ...Object.entries(canonicalEntities.contacts.columns),
  ].filter(([name]) => !notSurviving.has(name));
  const attributes = [...fields.values()].filter(({ entity, kind }) => entity === 'lead' && kind === 'attribute');
  return new Map([
    ...canonical.map(([name, { type }]) => [name, type] as const),
    ...attributes.map(({ name, type }) => [name, type] as const),
  ]);
}

function unknownColumn(column: string, place: Cursor['place'], columns: Iterable<string>) {
  const what = `"${column}" is no column of leads and contacts that a person has.`;
  return error('rubric/unknown-column', place, what, { todo: didYouMean(column, [...columns]) });
}

function matchKey(written: MatchKeyText, at: Cursor | undefined, known: Known): readonly MatchKey[] {
  if (at === undefined) return [];
  const { key, same = [], at_most: atMost } = typeof written === 'string' ? { key: written } : written;
  const place = typeof written === 'string' ? at.place : at.at('key').place;
  const columns = personColumns(known);
  for (const [index, column] of same.entries()) {
    if (columns.get(column) === 'STRING' || (!columns.has(column) && !known.hasAllFields)) continue;
    const where = at.at('same', index).place;
    const type = columns.get(column);
    if (type === undefined) known.report(unknownColumn(column, where, columns.keys()));
    else known.report(error('rubric/match-key', where, `"${column}" is ${type}; only texts are compared.`));
  }
  const kind = builtIn.find((name) => name === key) ?? 'attribute';
  const made: MatchKey = { kind, name: key, same, atMost: { ...usualLimits[kind], ...atMost }, at: place };
  if (kind !== 'attribute') return [made];
  const field = known.fields.get(`lead.${key}`);
  if (field?.kind === 'attribute' && field.type === 'STRING') return [made];
  if (field?.kind === 'attribute') {
    const what = `"${key}" is ${field.type}; an external id is a STRING.`;
    known.report(
      error('rubric/match-key', place, what, { todo: 'Cast it in the source: { sql: "CAST(... AS STRING)" }.' }),
    );
  } else if (known.hasAllFields) {
    const texts = [...known.fields.values()].filter(
      (each) => each.entity === 'lead' && each.kind === 'attribute' && each.type === 'STRING',
    );
    known.report(
      error('rubric/match-key', place, `"${key}" is not a match key.`, {
        why: 'Match keys are email, email_sha256, user_id, anonymous_id, and external ids: STRING attributes of leads and contacts.',
        todo: didYouMean(key, [...builtIn, ...texts.map(({ name }) => name)]),
      }),
    );
  }
  return [];
}

function addresses(list: readonly string[], at: Cursor | undefined, { report }: Known): readonly string[] {
  for (const [index, address] of list.entries()) {
    if (/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(address.trim()) || at === undefined) continue;
    const todo = 'Write the whole of it: fair@example.com.';
    report(error('rubric/address', at.at(index).place, `"${address}" is not an e-mail address.`, { todo }));
  }
  // As mailboxes are compared: without a tag.
  return list.map((address) =>
    address
      .trim()
      .toLowerCase()
      .replace(/\+[^@]*@/, '@'),
  );
}

function resolveSurvivor(way: SurvivorText, at: Cursor | undefined, { sources, report }: Known): Survivor {
  if (typeof way === 'string') return { kind: way };
  for (const [index, source] of way.entries()) {
    if (sources.has(source) || at === undefined) continue;
    const what = `There is no source "${source}".`;
    report(error('rubric/unknown-source', at.at(index).place, what, { todo: didYouMean(source, [...sources]) }));
  }
  return { kind: 'sources', sources: way, ...(at !== undefined && { at: at.place }) };
}
