/** Tryton's errors as they come over the wire -> code, words and class. */
import { expect, test } from 'vitest';
import { endedMeanwhile, rpcRefusal, trytonErrors } from '../../../scripts/sync/destinations/tryton/errors.js';
import { classOf } from './behaviours.js';

const classed = (error: unknown, sent: readonly string[] = [], names: readonly string[] = []) => {
  const refusal = rpcRefusal(error, sent, new Set(names));
  return [refusal.code, classOf({ errorClasses: trytonErrors }, refusal), refusal.message];
};

test.each([
  [['UserError', ['Too high.', 'Ask sales.', null]], 'UserError', 'permanent', 'Too high. - Ask sales.'],
  [['UserError', ['You are not allowed to access "Party".', '', null]], 'UserError', 'config', undefined],
  [['UserWarning', ['party_1_name', 'Sure?', '']], 'UserWarning', 'permanent', 'Sure?'],
  [['LoginException', ['sms', 'Code for leadscore', 'char']], 'LoginException', 'config', 'Code for leadscore'],
  [['ConcurrencyException', 'changed meanwhile'], 'ConcurrencyException', 'transient', 'changed meanwhile'],
  [
    ['could not serialize access due to concurrent update\n', ''],
    'SERVER_ERROR',
    'transient',
    'could not serialize access due to concurrent update',
  ],
  [
    ['new row for relation "lead" violates check constraint "most"\nDETAIL:  Failing row contains (7, Ann, 1).\n', ''],
    'SERVER_ERROR',
    'permanent',
    'new row for relation "lead" violates check constraint "most"',
  ],
  [['connection already closed', ''], 'SERVER_ERROR', 'transient', undefined],
  [['integer out of range\n', ''], 'SERVER_ERROR', 'permanent', undefined],
  [['unsupported operand type(s)', 'Traceback ...'], 'SERVER_ERROR', 'unknown', 'unsupported operand type(s)'],
  // A name that is none of ours is a fault in somebody's module, not of the mapping.
  [["'other'", ''], 'SERVER_ERROR', 'unknown', "'other'"],
  [["'score'", ''], 'UNKNOWN_NAME', 'config', 'Tryton knows no score.'],
  [['', ''], 'SERVER_ERROR', 'unknown', 'Tryton gave no reason.'],
  ['not a pair', 'SERVER_ERROR', 'unknown', 'Tryton gave an error that could not be read.'],
  [null, 'SERVER_ERROR', 'unknown', 'Tryton gave an error that could not be read.'],
])('%j', (error, code, errorClass, message) => {
  const told = classed(error, [], ['score']);
  expect(told.slice(0, 2)).toEqual([code, errorClass]);
  if (message !== undefined) expect(told[2]).toBe(message);
});

test('no message repeats what was sent, a password or an address', () => {
  const error = ['UserError', ['"Visited pricing" of ann@example.com is too long; password: hunter2', '', null]];
  expect(classed(error, ['Visited pricing'])[2]).toBe('"[value]" of [address] is too long; password: [secret]');
});

test.each([
  [['UserError', ['You are trying to read records "3" of "Session" that don\'t exist anymore.', '', null]], true],
  [['UserError', ['You are trying to write to records "3" of "Lead" that don\'t exist anymore.', '', null]], false],
  [['could not serialize access', ''], false],
  [undefined, false],
])('%j: the session ended meanwhile: %s', (error, isSo) => {
  expect(endedMeanwhile(error)).toBe(isSo);
});
