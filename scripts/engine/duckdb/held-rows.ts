import type { Session } from './session.js';

/** From so many rows on; of the widest models DuckDB holds 400 to 500 bytes for each, which makes 8 to 10 GB. */
const tooMany = 20_000_000;

/** Whether a query over the largest table that is there would hold more rows than memory is likely to have room for. By DuckDB's statistics, at no cost. */
export async function isTooMuchToHold(session: Session): Promise<boolean> {
  const result = await session.run(`SELECT max(estimated_size) >= ${tooMany} FROM duckdb_tables()`);
  return (await result.getRows())[0]?.[0] === true;
}
