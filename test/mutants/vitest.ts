/**
 * What the test files import as `vitest` when they are run on mutants: the same words, but a test is a function that can
 * be called again. One process then holds all tests and asks them about one mutant after the other, in milliseconds.
 * What it lacks, no test in `bundle.mjs`'s list uses.
 */
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import * as chai from 'chai';
import { readFileSync } from 'node:fs';
import { format } from 'node:util';

type Body = () => unknown;

export interface Suite {
  readonly parent?: Suite;
  readonly title: string;
  readonly beforeEach: Body[];
  readonly afterEach: Body[];
}

export interface Case {
  /** Its file and titles: what a report calls it. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

export const cases: Case[] = [];

let suite: Suite = { title: '', beforeEach: [], afterEach: [] };

/** Called by the bundle before the body of each test file. */
export function beginFile(file: string): void {
  suite = { title: file, beforeEach: [], afterEach: [] };
}

function suitesOf(own: Suite): readonly Suite[] {
  return own.parent === undefined ? [own] : [...suitesOf(own.parent), own];
}

const names = new Map<string, number>();

/** Titles may repeat: the second of a name gets a number. */
function uniqueName(title: string): string {
  const name = [...suitesOf(suite).map((each) => each.title), title].join(' > ');
  const times = (names.get(name) ?? 0) + 1;
  names.set(name, times);
  return times === 1 ? name : `${name} #${String(times)}`;
}

function addTest(title: string, body: Body): void {
  const own = suitesOf(suite);
  cases.push({
    name: uniqueName(title),
    run: async () => {
      for (const each of own.flatMap(({ beforeEach: hooks }) => hooks)) await each();
      try {
        await body();
      } finally {
        for (const each of own.flatMap(({ afterEach: hooks }) => hooks)) await each();
      }
    },
  });
}

function addSuite(title: string, body: Body): void {
  const outer = suite;
  suite = { parent: outer, title, beforeEach: [], afterEach: [] };
  const answer = body();
  suite = outer;
  if (answer instanceof Promise) throw new Error(`The suite "${title}" is not made at once.`);
}

/** `%s` and `$key` of a title, with the row's values. */
function titleOf(title: string, row: unknown): string {
  if (Array.isArray(row)) return format(title, ...(row as unknown[]).map((value) => format('%s', value)));
  if (typeof row !== 'object' || row === null) return format(title, row);
  return title.replaceAll(/\$([a-z]+)/gi, (written, key: string) =>
    key in row ? format('%s', row[key as keyof typeof row]) : written,
  );
}

const eachOf =
  (add: (title: string, body: Body) => void) =>
  (rows: readonly unknown[]) =>
  (title: string, body: (...values: unknown[]) => unknown): void => {
    for (const row of rows)
      add(titleOf(title, row), () => (Array.isArray(row) ? body(...(row as unknown[])) : body(row)));
  };

export const test = Object.assign(addTest, { each: eachOf(addTest) });
export const it = test;
export const describe = Object.assign(addSuite, { each: eachOf(addSuite) });
export const beforeEach = (body: Body): void => void suite.beforeEach.push(body);
export const afterEach = (body: Body): void => void suite.afterEach.push(body);

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);
// A mutant's message is read by nobody: the shorter it is cut, the sooner the next one comes.
chai.config.truncateThreshold = 40;
chai.use(({ Assertion }) => {
  Assertion.addMethod(
    'toMatchFileSnapshot',
    function toMatchFileSnapshot(this: Chai.AssertionStatic & { _obj: unknown }, file: string) {
      if (this._obj !== readFileSync(file, 'utf8')) throw new Error(`not what ${file} says`);
      return Promise.resolve();
    },
  );
});

export const expect = chai.expect;
