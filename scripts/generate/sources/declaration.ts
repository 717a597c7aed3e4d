import type { RawTable, Source } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';

/** BigQuery's date shards are declared as `events_*`; a file cannot be called that. */
function fileName(table: RawTable): string {
  return `raw_${table.name.replace(/_?\*$/, '')}`;
}

/** The raw table as Dataform sees it: a declaration, so that `ref` finds it and the graph shows where data comes from. */
export function declarationModel(source: Source, table: RawTable): Model {
  return {
    path: `definitions/sources/${source.name}/${fileName(table)}.sqlx`,
    madeFrom: [`rubrics/sources/${source.name}.yaml`],
    config: {
      type: 'declaration',
      ...(source.database === undefined ? {} : { database: source.database }),
      schema: source.dataset,
      name: table.name,
      description: table.description ?? `Raw table ${table.name} of the source ${source.name}`,
    },
  };
}
