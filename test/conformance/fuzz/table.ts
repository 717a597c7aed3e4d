import { withId } from '../both.js';
import { pool } from '../entries/pools.js';
import type { Relation } from '../judge/judge.js';
import { parseType } from '../judge/types.js';
import type { Random } from './random.js';

/** The types that fuzzed expressions are made of, with as many columns of each. */
const types = ['STRING', 'INT64', 'NUMERIC', 'FLOAT64', 'BOOL', 'TIMESTAMP', 'DATE'];
const arrays = ['ARRAY<STRING>', 'ARRAY<INT64>'];
const perType = 3;

export interface FuzzTable {
  readonly relation: Relation;
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/**
 * A small table of random cells. Half of them are from the ordinary first part of each pool, so that not every
 * expression overflows; the other half from all of it.
 */
export function fuzzTable(random: Random, rows: number): FuzzTable {
  const columns = [...types, ...arrays].flatMap((text) =>
    Array.from({ length: perType }, (_, at) => ({
      name: `${text.toLowerCase().replace(/\W+/g, '_').replace(/_$/, '')}_${at + 1}`,
      text,
      type: parseType(text),
    })),
  );
  const byType = new Map<string, string[]>();
  for (const { name, text } of columns) byType.set(text, [...(byType.get(text) ?? []), name]);
  const cells = Array.from({ length: rows }, () =>
    columns.map(({ type }) => {
      const values = pool(type);
      return values[random.below(random.below(2) === 0 ? Math.min(10, values.length) : values.length)] ?? null;
    }),
  );
  return {
    relation: withId({ columns: columns.map(({ name, type }) => ({ name, type })), rows: cells }),
    columns: byType,
  };
}
