import { expect, test } from 'vitest';
import { masked } from '../../../scripts/sync/http/masked.js';

test.each<[message: string, sent: string[], left: string]>([
  [
    'Reasons: data value too large: viewed pricing (max length=5)',
    ['viewed pricing'],
    'Reasons: data value too large: [value] (max length=5)',
  ],
  ['"Say \\"hi\\"" was not valid', ['Say "hi"'], '"[value]" was not valid'],
  ['10 was not one of 2010, 10.5 or 10.', ['10'], '[value] was not one of 2010, 10.5 or [value].'],
  ['an abbreviation of ab', ['ab'], 'an abbreviation of [value]'],
  ['Nobody is A', ['A', ''], 'Nobody is A'],
  ['a+b(c[ is no value', ['a+b(c['], '[value] is no value'],
  ['Duplicate of jo.doe@example.com and <x@y.org>', [], 'Duplicate of [address] and <[address]>'],
  ['call +49 (30) 1234-567 now', [], 'call [number] now'],
  ['Authorization: Bearer abc.def is wrong', [], 'Authorization: Bearer [secret] is wrong'],
  ['{"access_token":"s3cr3t","x":1}', [], '{"access_token":"[secret]","x":1}'],
  ['client_secret=abc&grant=x', [], 'client_secret=[secret]&grant=x'],
  ['Session expired: 00D000000000001!AQ0AQ.x_y', [], 'Session expired: [secret]'],
  ['token pat-eu1-0123-4567 revoked', [], 'token [secret] revoked'],
  ['assertion eyJhbGciOi.eyJpc3Mi.c2ln is bad', [], 'assertion [secret] is bad'],
  ['key -----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- end', [], 'key [secret] end'],
  ["unexpected token: 'FROM'; auth token: abc", [], "unexpected token: 'FROM'; auth token: [secret]"],
  ['one\u001b[31m\ntwo\u202e', [], 'one [31m two'],
])('%j with %j sent is told as %j', (message, sent, left) => {
  expect(masked(message, sent)).toBe(left);
});

test.each([['x'], ['x y ']])('a very long value of %j is taken out as a whole', (part) => {
  for (const length of [1_000, 30_000, 100_000]) {
    const value = part.repeat(length / part.length).trim();
    expect(masked(`data value too large: ${value} (max length=255)`, [value, 'large'])).toBe(
      'data value too [value]: [value] (max length=255)',
    );
  }
});

test('a long message is cut, after what it must not tell was taken out', () => {
  const text = masked(`${'x'.repeat(495)} jo.doe@example.com`, []);
  expect(text).toBe(`${'x'.repeat(495)} [address`.slice(0, 499) + '…');
});
