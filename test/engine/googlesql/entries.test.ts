import { describe, expect, it } from 'vitest';
import { entries } from '../../../scripts/engine/googlesql/entries.js';
import { translate } from '../../../scripts/engine/googlesql/translate.js';
import { connect } from './duckdb.js';

/** The entry's own form over columns, its constant arguments filled in with the first literal. */
function written(entry: (typeof entries)[number]): string {
  return entry.form.replaceAll(/\$(\d)/g, (_all, at: string) => entry.constants?.[Number(at)]?.[0] ?? `t.c${at}`);
}

const duckdbTypes: { readonly [type: string]: string } = {
  STRING: 'VARCHAR',
  INT64: 'BIGINT',
  NUMERIC: 'DECIMAL(38,9)',
  FLOAT64: 'DOUBLE',
  BOOL: 'BOOLEAN',
  TIMESTAMP: 'TIMESTAMP WITH TIME ZONE',
  DATE: 'DATE',
};
const duckdbType = (type: string): string => {
  const element = /^ARRAY<(.*)>$/.exec(type)?.[1];
  return element === undefined ? (duckdbTypes[type] ?? type) : `${duckdbTypes[element] ?? element}[]`;
};

describe('the list of entries', () => {
  it('names each entry once', () => {
    const names = entries.map((entry) => entry.name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('gives every signature the DuckDB type of the GoogleSQL type it returns', async () => {
    const connection = await connect();
    const wrong: string[] = [];
    for (const entry of entries) {
      const sql = translate(`SELECT ${written(entry)} AS r FROM t`);
      for (const { args, returns } of entry.signatures) {
        const columns = ['1 AS c0', ...args.map((type, at) => `CAST(NULL AS ${duckdbType(type)}) AS c${at + 1}`)].join(
          ', ',
        );
        // Only sort keys and partitions go beyond the signature's own arguments.
        await connection.run(`CREATE OR REPLACE TEMP TABLE t AS SELECT ${columns}`);
        const described = await connection.runAndReadAll(`DESCRIBE ${sql}`);
        const type = described.getRowsJson()[0]?.[1];
        if (type !== duckdbType(returns))
          wrong.push(`${entry.name}(${args.join(', ')}): ${String(type)}, not ${returns}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
