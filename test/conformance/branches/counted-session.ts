import { BOOLEAN, DuckDBInstance, DuckDBScalarFunction, INTEGER } from '@duckdb/node-api';

/** The DuckDB function woven into each arm; TRUE always, and counted for each row that the arm is evaluated on. */
export const marker = 'branch_taken';

export interface CountedSession {
  /** Evaluates the query, every output column of it, and notes which arms that took. */
  evaluate(sql: string): Promise<void>;
  /** A number for one more arm. */
  nextNumber(): number;
  /** Rows on which each arm was evaluated, by the arm's number. */
  readonly taken: ReadonlyMap<number, number>;
  close(): void;
}

/** Opens a finished warehouse to read, with the marker defined. Volatile, so that DuckDB neither folds nor shares it. */
export async function openCounted(file: string, database: string, setUp: readonly string[]): Promise<CountedSession> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const taken = new Map<number, number>();
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: marker,
      returnType: BOOLEAN,
      parameterTypes: [INTEGER],
      volatile: true,
      mainFunction: (_, input, output) => {
        const arms = input.getColumnVector(0);
        for (let row = 0; row < input.rowCount; row += 1) {
          const arm = Number(arms.getItem(row));
          taken.set(arm, (taken.get(arm) ?? 0) + 1);
          output.setItem(row, true);
        }
        output.flush();
      },
    }),
  );
  await connection.run(`ATTACH '${file.replaceAll("'", "''")}' AS "${database}" (READ_ONLY)`);
  for (const statement of setUp) await connection.run(statement);
  await connection.run(`USE "${database}"`);
  let last = 0;
  return {
    nextNumber: () => (last += 1),
    taken,
    // A table keeps every column; counting rows would let DuckDB leave the arms out.
    evaluate: async (sql) => {
      await connection.run(`CREATE OR REPLACE TEMP TABLE evaluated AS ${sql}`);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
