import type { EntityMapping, Source } from '../../rubric/model.js';

/** Whether an entity is read from a raw table in shards by day: its staging view then has the column `shard`, a STRING. */
export function isInShards(source: Source, mapping: EntityMapping): boolean {
  return !mapping.isCustom && source.tables.some(({ name, shards }) => name === mapping.table && shards !== undefined);
}
