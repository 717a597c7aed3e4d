import type { CanonicalColumn } from '../../../scripts/generate/canonical.js';
import { canonicalEntities } from '../leadscore.js';

export type Attributes = Readonly<Record<'lead' | 'account', Readonly<Record<string, string>>>>;

/** One source, `app`, that has every canonical input as it is, with attributes beside them: path -> text. */
export function sourceTexts(attributes: Attributes): ReadonlyMap<string, string> {
  const entities = Object.entries(canonicalEntities).map(([name, entity]) => {
    const columns = Object.entries<CanonicalColumn>(entity.columns);
    const own = entity.attributes === 'none' ? {} : attributes[entity.attributes];
    return { name, columns, own };
  });
  const source = {
    source: 'app',
    description: 'All there is',
    dataset: 'app',
    tables: Object.fromEntries(entities.map(({ name }) => [name, {}])),
    entities: Object.fromEntries(
      entities.map(({ name, columns, own }) => [
        name,
        {
          from: name,
          columns: Object.fromEntries(columns.map(([column]) => [column, column])),
          ...(Object.keys(own).length > 0 && {
            attributes: Object.fromEntries(
              Object.entries(own).map(([column, type]) => [column, { type, from: column }]),
            ),
          }),
        },
      ]),
    ),
  };
  const lock = {
    source: 'app',
    tables: Object.fromEntries(
      entities.map(({ name, columns, own }) => [
        name,
        { columns: { ...Object.fromEntries(columns.map(([column, { type }]) => [column, type])), ...own } },
      ]),
    ),
  };
  return new Map([
    ['rubrics/sources/app.yaml', JSON.stringify(source)],
    ['rubrics/sources/app.lock.yaml', JSON.stringify(lock)],
  ]);
}
