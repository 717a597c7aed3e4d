import type { CompiledGraph } from '../../../scripts/graph/graph.js';
import type { Tables } from './tables.js';
import { type Warehouse, tableName } from './warehouse.js';

/**
 * The judge's tables after somebody was forgotten: it deletes no rows, so those tables to which the next load adds are
 * read from DuckDB, whose rows were the same before.
 */
export async function readAgain(tables: Tables, graph: CompiledGraph, warehouse: Warehouse): Promise<Tables> {
  const again: Tables = new Map(tables);
  for (const { kind, target } of graph.actions) {
    if (kind === 'incremental' && tables.has(tableName(target)))
      again.set(tableName(target), await warehouse.read(target));
  }
  return again;
}
