/** Who is one person: the keys of identity.yaml, their limits, and what is said of whatever was not joined. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fact, type IdentityWarehouse, openIdentityWarehouse } from './warehouse.js';

const identity = `
match_keys:
  - user_id
  - { key: plan, at_most: { records: 3 } }
  - { key: email, at_most: { records: 4 } }
  - { key: anonymous_id, same: [last_name], at_most: { emails: 2, companies: 2 } }
never_match:
  addresses: [Fair+stand@shows.com]
  values: ['0', ' N/A ']
largest_person: { records: 45 }
shared_by: { anonymous_id: 2 }
`;

let warehouse: IdentityWarehouse;

const known = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();
const lead = (record: string, day: number, facts: Fact = {}): Fact => ({
  record_id: record,
  known_at: known(day),
  created_at: known(day),
  updated_at: known(day),
  ...facts,
});

/** Each is merged into the one before it; the last one is the oldest. */
const trail = Array.from({ length: 200 }, (_, index) =>
  lead(trailId(index), 200 - index, index === 0 ? {} : { merged_into_id: trailId(index - 1) }),
);

function trailId(index: number): string {
  return `M${String(index).padStart(3, '0')}`;
}

/** 60 records: pairs by address, fours by the user, and devices that tie each four to the next. */
const crowd = Array.from({ length: 60 }, (_, index) =>
  lead(`C${String(index).padStart(2, '0')}`, index + 1, {
    email: `c${Math.floor(index / 2)}@crowd.com`,
    ...(index % 2 === 0 ? { user_id: `crowd ${Math.floor(index / 4)}` } : {}),
    ...(index % 4 === 1 ? { last_name: 'Crowd', anonymous_id: `even ${Math.floor(index / 8)}` } : {}),
    ...(index % 4 === 3 ? { last_name: 'Crowd', anonymous_id: `odd ${Math.floor((index + 4) / 8)}` } : {}),
  }),
);
const hostile = ["x' OR '1'='1", '${process.exit()}', 'a|b', '"; DROP TABLE leads; --', 'ü\u202e\u0000'.slice(0, 2)];

beforeAll(async () => {
  warehouse = await openIdentityWarehouse(identity);
  await warehouse.project.run('2026-06-10T00:00:00Z', {
    leads: [
      // The same address, written in three ways.
      lead('A1', 1, { email: 'ann@firm.com' }),
      lead('A2', 2, { email: ' Ann+fair@Firm.com ' }),
      // An address of another firm, and the same user.
      lead('B1', 3, { email: 'bob@firm.com', user_id: 'bob' }),
      lead('B2', 4, { email: 'bob@other.com', user_id: 'bob' }),
      // Nobody is joined by an address of a team, of a test, of our own list, or by an id that stands for nothing.
      lead('R1', 5, { email: 'info@firm.com', user_id: '0' }),
      lead('R2', 6, { email: 'info@firm.com', user_id: '0' }),
      lead('T1', 7, { email: 'me@example.com', user_id: 'n/a' }),
      lead('T2', 8, { email: 'me@example.com', user_id: 'N/A' }),
      lead('F1', 9, { email: 'fair@shows.com' }),
      lead('F2', 10, { email: 'fair+2@shows.com' }),
      // An external id; and one that too many records have.
      lead('X1', 11, { plan: 'customer 7', email: 'x1@firm.com' }),
      lead('X2', 12, { plan: 'customer 7', email: 'x2@firm.com' }),
      ...[1, 2, 3, 4].map((n) => lead(`Y${n}`, 12 + n, { plan: 'none', email: `y${n}@firm.com` })),
      // An address above its limit.
      ...[1, 2, 3, 4, 5].map((n) => lead(`Z${n}`, 20 + n, { email: 'all@firm-list.com' })),
      // A device: the same name is one person, another name is not; three addresses are too many.
      lead('D1', 26, { email: 'dee@firm.com', last_name: 'Dee', anonymous_id: 'kiosk 1' }),
      lead('D2', 27, { email: 'dee@home.org', last_name: ' DEE ', anonymous_id: 'kiosk 1' }),
      lead('D3', 28, { email: 'eve@firm.com', last_name: 'Eve', anonymous_id: 'kiosk 1' }),
      ...[1, 2, 3].map((n) =>
        lead(`S${n}`, 28 + n, { email: `s${n}@firm.com`, last_name: 'Smith', anonymous_id: 'kiosk 2' }),
      ),
      // A device known from events alone.
      lead('V1', 33, { email: 'val@firm.com', last_name: 'Val' }),
      lead('V2', 34, { email: 'val@home.org', last_name: 'Val' }),
      ...trail,
      ...crowd,
      ...hostile.flatMap((text, index) => [
        lead(`${text}1`, 50, { email: `h${index}a@firm.com`, user_id: text, last_name: text, anonymous_id: text }),
        lead(`${text}2`, 51, { email: `h${index}b@firm.com`, user_id: text, last_name: text, anonymous_id: text }),
      ]),
      // Parts that would read alike if they were only put together.
      lead('G1', 52, { email: 'g1@firm.com', anonymous_id: 'x|y', last_name: 'z' }),
      lead('G2', 53, { email: 'g2@firm.com', anonymous_id: 'x', last_name: 'y|z' }),
    ],
    contacts: [lead('K1', 60, { email: 'ann@firm.com' })],
    events: [
      { event_name: 'visit', email: 'val@firm.com', anonymous_id: 'laptop', happened_at: '2026-03-01T10:00:00Z' },
      { event_name: 'visit', email: 'val@home.org', anonymous_id: 'laptop', happened_at: '2026-03-02T10:00:00Z' },
    ],
  });
});
afterAll(() => warehouse.project.close());

test('who is one person', async () => {
  const people = await warehouse.people();
  const joined = people.filter((records) => records.length > 1 && !/^[CM]\d/.test(records[0] ?? ''));
  expect(joined).toEqual(
    [
      ['A1', 'A2', 'K1'],
      ['B1', 'B2'],
      ['D1', 'D2'],
      ['V1', 'V2'],
      ['X1', 'X2'],
      ...hostile.map((text) => [`${text}1`, `${text}2`]),
    ].toSorted((a, b) => ((a[0] ?? '') < (b[0] ?? '') ? -1 : 1)),
  );
});

test('a trail of two hundred merges is one person, whatever the limit of a person', async () => {
  const people = await warehouse.people();
  expect(people.filter(([first]) => first?.startsWith('M'))).toEqual([trail.map(({ record_id }) => record_id)]);
});

test('what would be larger than a person may be is cut by the weakest key', async () => {
  const people = await warehouse.people();
  expect(people.filter(([first]) => /^C\d/.test(first ?? '')).map((records) => records.length)).toEqual(
    Array.from({ length: 15 }, () => 4),
  );
});

test('every record has one person, and says by what it was found', async () => {
  const rows = await warehouse.project.query(
    `SELECT record_id, matched_by, is_first FROM \`@lead_records\` WHERE record_id IN ('A1', 'A2', 'K1', 'B2', 'X2', 'D2', 'V2', 'R2', 'M199', 'M198') ORDER BY record_id`,
  );
  expect(rows.map((row) => `${String(row.record_id)} ${String(row.matched_by)} ${String(row.is_first)}`)).toEqual([
    'A1 email true',
    'A2 email false',
    'B2 user_id false',
    'D2 anonymous_id and last_name false',
    'K1 email false',
    'M198 crm_id false',
    'M199 crm_id true',
    'R2 null true',
    'V2 anonymous_id and last_name false',
    'X2 plan false',
  ]);
});

test('what was not joined is reported, with what there is too much of and since when', async () => {
  const rows = await warehouse.project.query(
    `SELECT issue, subject, too_many, records, people, DATE_DIFF(DATE(since), DATE '2025-12-31', DAY) AS day FROM \`@identity_issues\` ORDER BY issue, subject`,
  );
  expect(rows.map((row) => Object.values(row).join(' | '))).toEqual([
    'identity_shared | anon:kiosk 2 | people | 3 | 3 | 31',
    'key_above_limit | email:all@firm-list.com | records | 5 | 5 | 25',
    'key_above_limit | id:plan:none | records | 4 | 4 | 16',
    'key_above_limit | key 4:12:anon:kiosk 2 5:smith | emails | 3 | 3 | 31',
    'key_never_matches | email:fair@shows.com |  | 2 | 2 | 10',
    'key_never_matches | email:info@firm.com |  | 2 | 2 | 6',
    'key_never_matches | email:me@example.com |  | 2 | 2 | 8',
    'key_never_matches | user:0 |  | 2 | 2 | 6',
    'person_above_limit | crm:app:M199 | records | 200 | 1 | 46',
    'person_cut | crm:app:C00 | records | 60 | 15 | 46',
  ]);
});

test('a device that more people share than may is nobody’s; below that it is the first one’s', async () => {
  const rows = await warehouse.project.query(
    `SELECT r.record_key, l.record_id FROM \`@int_record_person\` AS r INNER JOIN \`@lead_records\` AS l ON l.lead_id = r.lead_id AND l.is_first WHERE r.record_key IN ('anon:kiosk 1', 'anon:kiosk 2', 'anon:laptop') ORDER BY r.record_key`,
  );
  expect(rows).toEqual([
    { record_key: 'anon:kiosk 1', record_id: 'D1' },
    { record_key: 'anon:laptop', record_id: 'V1' },
  ]);
});
