import type { EntityMapping, Source } from '../../rubric/model.js';

/** Whether an entity is read from a raw table in shards by day: its staging view then has the column `shard`, a STRING. */
export function isInShards(source: Source, mapping: EntityMapping): boolean {
  return !mapping.isCustom && source.tables.some(({ name, shards }) => name === mapping.table && shards !== undefined);
}

/** Whether a row of such a view stands in the shard of that day or a later one, or in none, as SQL without parentheses. */
export function inShard(firstDay: string, prefix = ''): string {
  return `${prefix}shard >= FORMAT_DATE('%Y%m%d', ${firstDay}) OR ${prefix}shard IS NULL`;
}
