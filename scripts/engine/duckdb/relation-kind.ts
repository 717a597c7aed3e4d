import type { Relation, Target } from '../engine.js';
import { relationName } from './name.js';
import type { Session } from './session.js';

type Kind = Relation['kind'];

/** What stands under that name now; undefined when nothing does. Goes through all tables: milliseconds among hundreds. */
export async function kindOf(session: Session, target: Target): Promise<Kind | undefined> {
  const kinds = await allKinds(session, 'WHERE database_name = $1 AND schema_name = $2 AND name = $3', [
    target.database,
    target.schema,
    target.name,
  ]);
  return kinds.get(relationName(target));
}

async function allKinds(session: Session, where = '', values: string[] = []): Promise<Map<string, Kind>> {
  const result = await session.run(
    `SELECT * FROM (
       SELECT database_name, schema_name, table_name AS name, 'table' FROM duckdb_tables()
       UNION ALL
       SELECT database_name, schema_name, view_name, 'view' FROM duckdb_views()
     ) ${where}`,
    values,
  );
  const rows = await result.getRows();
  return new Map(
    rows.map(([database, schema, name, kind]) => [
      relationName({ database: String(database), schema: String(schema), name: String(name) }),
      kind === 'view' ? 'view' : 'table',
    ]),
  );
}

/**
 * What stands under each name, looked up once: asking DuckDB for every write of a run costs as much as a good part of the
 * writes. Nobody else writes to an open warehouse; who writes past the engine says `forgetAll`.
 */
export class RelationKinds {
  #known: Promise<Map<string, Kind>> | undefined;
  /** Names that were written when nothing was known yet, or that a failed write left in doubt. */
  readonly #doubted = new Set<string>();

  async of(session: Session, target: Target): Promise<Kind | undefined> {
    if (this.#doubted.has(relationName(target))) return kindOf(session, target);
    // One that was interrupted is asked again.
    this.#known ??= allKinds(session).catch((error: unknown) => {
      this.#known = undefined;
      throw error;
    });
    return (await this.#known).get(relationName(target));
  }

  /** Does the work that makes it so; where it fails, the name is asked for anew from then on. */
  async changing<T>(target: Target, becomes: Kind | undefined, work: () => Promise<T>): Promise<T> {
    const name = relationName(target);
    const known = this.#known;
    let isSure = false;
    try {
      const result = await work();
      if (known !== undefined && known === this.#known) {
        const kinds = await known;
        if (becomes === undefined) kinds.delete(name);
        else kinds.set(name, becomes);
        isSure = true;
      }
      return result;
    } finally {
      if (isSure) this.#doubted.delete(name);
      else this.#doubted.add(name);
    }
  }

  forgetAll(): void {
    this.#known = undefined;
    this.#doubted.clear();
  }
}
