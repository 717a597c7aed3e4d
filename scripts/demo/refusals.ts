import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError, type Problem } from '../problem.js';
import type { DemoOptions } from './generate-demo.js';
import { dirtLevels } from './identity-dirt.js';

/** Throws a ProblemError that names every option that makes no sense. */
export function refuseOptions(options: DemoOptions): void {
  const problems: Problem[] = [];
  const refuse = (name: keyof DemoOptions, todo: string): void => {
    const what = `The demo cannot be made with ${name} = ${String(options[name])}.`;
    problems.push({ code: 'demo/option', severity: 'error', what, todo });
  };
  const isWhole = (value: number, low: number, high: number): boolean =>
    Number.isInteger(value) && value >= low && value <= high;
  if (!isWhole(options.seed, -2147483648, 2147483647)) refuse('seed', 'Give a whole number of at most nine digits.');
  if (!isWhole(options.leads, 1, 100_000_000)) refuse('leads', 'Give a whole number from 1 to 100000000.');
  if (!isWhole(options.events, 0, 10_000_000_000)) refuse('events', 'Give a whole number from 0 to 10000000000.');
  if (!isWhole(options.days, 30, 700)) refuse('days', 'Give a whole number from 30 to 700.');
  if (Number.isNaN(Date.parse(options.asOf)) || !options.asOf.endsWith('Z')) {
    refuse('asOf', 'Give an instant in UTC, such as 2026-06-30T00:00:00Z.');
  }
  if (!dirtLevels.includes(options.dirt)) refuse('dirt', `Give one of ${dirtLevels.join(', ')}.`);
  if (problems.length > 0) throw new ProblemError(problems);
}

/** Throws a ProblemError when the directory holds something that is no demo: it would be deleted. */
export function refuseForeign(target: string, said: string, manifestName: string): void {
  if (!existsSync(target)) return;
  const names = readdirSync(target);
  if (names.length === 0 || existsSync(join(target, manifestName))) return;
  throw new ProblemError({
    code: 'demo/directory-in-use',
    severity: 'error',
    what: `${said} is not empty and holds no demo data.`,
    why: 'The demo would replace what is in it.',
    todo: 'Name another directory, or empty this one.',
  });
}

/** A full disk or a folder that may not be written, as a problem; any other error as it is. */
export function explained(error: unknown, said: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (
    ['ENOSPC', 'EFBIG', 'EDQUOT'].includes(code) ||
    /No space left|File too large|quota exceeded/i.test(error.message)
  ) {
    return new ProblemError({
      code: 'demo/disk-full',
      severity: 'error',
      what: `The disk is full: the demo data for ${said} could not be written.`,
      why: 'What stood there before is as it was.',
      todo: 'Make room, or ask for fewer leads and events.',
    });
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code)) {
    return new ProblemError({
      code: 'demo/not-writable',
      severity: 'error',
      what: `${said} cannot be written.`,
      todo: 'Name a directory that may be written.',
    });
  }
  return error;
}
