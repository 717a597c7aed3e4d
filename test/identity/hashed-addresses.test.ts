/** Records and events that have a hash of an address instead of the address. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fact, type IdentityWarehouse, openIdentityWarehouse } from './warehouse.js';

const identity = `
match_keys: [email, { key: email_sha256, at_most: { records: 4 } }, anonymous_id]
never_match: { addresses: [fair@shows.com] }
`;

const digest = (address: string) => createHash('sha256').update(address, 'utf8').digest();
const hex = (address: string): string => digest(address).toString('hex');
const base64 = (address: string): string => digest(address).toString('base64');
const base64url = (address: string): string => digest(address).toString('base64url');

const known = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString();
const lead = (record: string, facts: Fact): Fact => ({ record_id: record, known_at: known(1), ...facts });
const hashed = (record: string, email_sha256: string, facts: Fact = {}): Fact =>
  lead(record, { email_sha256, known_at: known(2), ...facts });

let warehouse: IdentityWarehouse;

beforeAll(async () => {
  warehouse = await openIdentityWarehouse(identity, ['email_sha256', 'email']);
  await warehouse.project.run('2026-06-10T00:00:00Z', {
    leads: [
      lead('A0', { email: ' Ann@Firm.com ' }),
      hashed('A1', hex('ann@firm.com')),
      hashed('A2', ` ${hex('ann@firm.com').toUpperCase()} `),
      hashed('A3', base64('ann@firm.com')),
      // Others hash what was written, with its tag.
      lead('B0', { email: 'bob+news@firm.com' }),
      hashed('B1', base64url('bob+news@firm.com')),
      hashed('B2', hex('bob@firm.com')),
      // Two hashes of one address that nobody has in clear.
      hashed('C1', hex('cleo@firm.com')),
      hashed('C2', base64('cleo@firm.com')),
      // What is no hash joins nobody.
      ...['none', `${hex('dan@firm.com')}0`, `x${base64('dan@firm.com').slice(1, -2)}!=`, "' OR 1=1 --", ''].flatMap(
        (text, index) => [hashed(`D${index}a`, text), hashed(`D${index}b`, text)],
      ),
      // An address of a team and one of our own list, whoever has it in clear; and one above the limit.
      lead('R0', { email: 'info@firm.com' }),
      hashed('R1', hex('info@firm.com')),
      hashed('R2', hex('info@firm.com')),
      hashed('F1', hex('fair@shows.com')),
      hashed('F2', base64('fair@shows.com')),
      ...[1, 2, 3, 4, 5].map((n) => hashed(`Z${n}`, hex('all@firm-list.com'))),
      // A device that an event carried together with the hash.
      lead('V0', { email: 'val@firm.com' }),
      lead('V1', { anonymous_id: 'phone', known_at: known(3) }),
    ],
    events: [
      // Only the hash, and only a device that came with it, before and after.
      { event_name: 'visit', email_sha256: base64('val@firm.com'), happened_at: '2026-06-01T10:00:00Z' },
      {
        event_name: 'visit',
        anonymous_id: 'phone',
        email_sha256: hex('val@firm.com'),
        happened_at: '2026-06-02T10:00:00Z',
      },
      { event_name: 'visit', anonymous_id: 'phone', happened_at: '2026-06-03T10:00:00Z' },
      { event_name: 'visit', email_sha256: 'none', happened_at: '2026-06-03T10:00:00Z' },
      { event_name: 'visit', email_sha256: hex('nobody@firm.com'), happened_at: '2026-06-03T10:00:00Z' },
    ],
  });
});
afterAll(() => warehouse.project.close());

test('[A3] a hash in hexadecimal, in either case, or in base64 is known again by the address', async () => {
  const people = await warehouse.people();
  expect(people).toContainEqual(['A0', 'A1', 'A2', 'A3']);
  expect(people).toContainEqual(['B0', 'B1', 'B2']);
  expect(people).toContainEqual(['C1', 'C2']);
  expect(people).toContainEqual(['V0', 'V1']);
});

test('[A3] what is no hash, an address that joins nobody, and one above its limit leave records alone', async () => {
  const alone = (await warehouse.people()).filter((records) => records.length === 1).map(([record]) => record);
  expect(alone).toEqual(expect.arrayContaining(['D0a', 'D0b', 'D1a', 'D1b', 'D2a', 'D2b', 'D3a', 'D3b', 'D4a', 'D4b']));
  expect(alone).toEqual(expect.arrayContaining(['R0', 'R1', 'R2', 'F1', 'F2', 'Z1', 'Z2', 'Z3', 'Z4', 'Z5']));
  const issues = await warehouse.project.query(
    "SELECT issue, key_kind, too_many, records FROM `@identity_issues` WHERE key_kind = 'email_sha256' ORDER BY issue, records",
  );
  expect(issues).toEqual([
    { issue: 'key_above_limit', key_kind: 'email_sha256', too_many: 'records', records: 5 },
    { issue: 'key_never_matches', key_kind: 'email_sha256', too_many: null, records: 2 },
    { issue: 'key_never_matches', key_kind: 'email_sha256', too_many: null, records: 3 },
  ]);
});

test('[A5] what a hash did is the act of whoever has the address', async () => {
  expect(await warehouse.project.points('V0')).toMatchObject({ 'intent.visit.act': '3' });
});
