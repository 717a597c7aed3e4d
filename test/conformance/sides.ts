import { type Session, openSession } from './duckdb/session.js';
import { type Catalog, type Judge, type Relation, startJudge } from './judge/judge.js';
import { setup, translate } from './leadscore.js';
import type { Side } from './outcome.js';

/** The judge and a DuckDB session, holding the same small tables. */
export interface Sides {
  readonly judge: Judge;
  readonly session: Session;
  /** Gives both sides these tables in place of those they had. */
  hold(tables: Readonly<Record<string, Relation>>): Promise<Held>;
  stop(): void;
}

export interface Held {
  readonly judge: Side;
  readonly duckdb: Side;
}

export async function openSides(): Promise<Sides> {
  const [judge, session] = await Promise.all([startJudge(), openSession(setup)]);
  let catalog: Catalog | undefined;
  return {
    judge,
    session,
    hold: async (tables) => {
      await catalog?.close();
      const [registered] = await Promise.all([
        judge.register(tables),
        (async () => {
          for (const [name, relation] of Object.entries(tables)) await session.load(name, relation);
        })(),
      ]);
      catalog = registered;
      return {
        judge: registered.evaluate,
        duckdb: async (sql) => session.query(translate(sql, { file: 'case.sql', line: 1 })),
      };
    },
    stop: () => {
      session.close();
      judge.stop();
    },
  };
}
