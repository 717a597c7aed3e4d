/** What a file system does not take: what can be provoked by a file in the way, and what it says when it is full or busy. */
import { mkdirSync, writeFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import type { NoRows } from '../../../scripts/sync/apply/classify.js';
import { csv } from '../../../scripts/sync/destinations/csv/kind.js';
import { never, rowsOf } from '../sent-row.js';
import { temporaryFolder } from '../../temporary-folder.js';
import { type Case, refusedIn } from './case.js';

const row = rowsOf('lead', new Map());

/** Into a folder `out` of a new folder; messages name the former as <folder>. */
async function sent(before: (folder: string) => void): Promise<NoRows> {
  const folder = temporaryFolder('refused');
  const destination = await csv.open({
    syncId: 'files',
    connection: new Map([['folder', join(folder, 'out')]]),
    secret: () => '',
    objects: new Map([['lead', 'lead']]),
    now: () => new Date(0),
  });
  before(folder);
  const end = refusedIn(
    await destination.send([row(1, '00Q1', { tier: 'hot' })], { runId: 'files-1', batchId: 'b1' }, never),
  );
  if (end.came !== 'refusal') return end;
  const message = end.refusal.message.replaceAll(folder, '<folder>');
  return { came: 'refusal', refusal: { ...end.refusal, message } };
}

const inTheWay = (name: string, before: (folder: string) => void): Case => ({
  name,
  by: 'system',
  provoke: () => sent(before),
});

type Call = 'mkdir' | 'open' | 'rename';

/** What an operating system says of a call that cannot be provoked everywhere, as Node throws it. */
const failing = (name: string, code: keyof typeof constants.errno, call: Call, words: string): Case => ({
  name,
  by: 'scripted',
  provoke: async () => {
    const whole = files[call];
    const errno = -constants.errno[code];
    // Some have no name of their own in Node.
    const named = getSystemErrorName(errno);
    const fails = () =>
      Promise.reject(Object.assign(new Error(`${named}: ${words}, ${call}`), { code: named, errno, syscall: call }));
    Object.assign(files, { [call]: fails });
    syncBuiltinESMExports();
    try {
      return await sent(() => undefined);
    } finally {
      Object.assign(files, { [call]: whole });
      syncBuiltinESMExports();
    }
  },
});

export const csvCases: readonly Case[] = [
  failing('a file system that has no answer yet', 'EAGAIN', 'open', 'resource temporarily unavailable'),
  failing('a file that another program holds', 'EBUSY', 'rename', 'resource busy or locked'),
  failing('too many open files of this process', 'EMFILE', 'open', 'too many open files'),
  failing('too many open files of this machine', 'ENFILE', 'open', 'file table overflow'),
  failing('a full disk', 'ENOSPC', 'open', 'no space left on device'),
  failing('a quota that is used up', 'EDQUOT', 'mkdir', 'disk quota exceeded'),
  failing('a folder that our user may not write into', 'EACCES', 'mkdir', 'permission denied'),
  inTheWay('a file where the folder should be', (folder) => writeFileSync(join(folder, 'out'), '')),
  inTheWay('a file where a folder in it should be', (folder) => {
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out/files-1'), '');
  }),
];
