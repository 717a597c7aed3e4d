import { describe, expect, it } from 'vitest';
import { type Branch, translate } from '../../../scripts/engine/googlesql/translate.js';
import { connect, rowsOf } from './duckdb.js';

const sql = `SELECT
  CASE
    WHEN x > 1 THEN 'many'
    WHEN x = 1 THEN 'one'
    ELSE 'none'
  END AS a,
  IF(x > 0, 1, 0) AS b,
  CASE WHEN x > 5 THEN 1 END AS c
FROM UNNEST([0, 2]) AS x`;

describe('branches', () => {
  it('are told one by one, with their line', () => {
    const told: Branch[] = [];
    translate(
      sql,
      { file: 'a.sqlx', line: 10 },
      {
        onBranch: (branch) => {
          told.push(branch);
          return undefined;
        },
      },
    );
    expect(told.map(({ kind, line, text }) => `${line} ${kind}: ${text}`)).toEqual([
      "12 case: WHEN x > 1 THEN 'many'",
      "13 case: WHEN x = 1 THEN 'one'",
      "14 else: ELSE 'none'",
      '16 if-true: IF(x > 0, 1, 0) AS b,',
      '16 if-false: IF(x > 0, 1, 0) AS b,',
      '17 case: CASE WHEN x > 5 THEN 1 END AS c',
      '17 else: CASE WHEN x > 5 THEN 1 END AS c',
    ]);
  });

  it('evaluate their marker, and leave every value as it was', async () => {
    const connection = await connect();
    await connection.run('CREATE SEQUENCE taken_1');
    await connection.run('CREATE SEQUENCE taken_2');
    await connection.run('CREATE SEQUENCE taken_5');
    let count = 0;
    const onBranch = (): string | undefined => {
      count += 1;
      return [1, 2, 5].includes(count) ? `nextval('taken_${count}') > 0` : 'TRUE';
    };
    const plain = await rowsOf(connection, translate(sql));
    expect(await rowsOf(connection, translate(sql, undefined, { onBranch }))).toEqual(plain);
    const taken = await rowsOf(
      connection,
      'SELECT sequence_name, last_value IS NOT NULL FROM duckdb_sequences() ORDER BY 1',
    );
    expect(taken).toEqual([
      ['taken_1', true],
      ['taken_2', false],
      ['taken_5', true],
    ]);
  });
});
