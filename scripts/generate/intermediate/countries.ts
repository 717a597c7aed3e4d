import type { Project } from '../../rubric/model.js';
import { sqlxText } from '../text/sqlx-text.js';
import type { Model } from '../sqlx.js';

/** int_countries: how people write each country. Grain: spelling. */
export function countriesModel({ standards }: Project): Model {
  const isPlain = (spelling: string): boolean => !spelling.includes('|');
  const lines = standards.countries.map(({ code, spellings }) =>
    sqlxText([code, ...spellings.filter(isPlain)].join('|')),
  );
  const others = standards.countries.flatMap(({ code, spellings }) =>
    spellings
      .filter((spelling) => !isPlain(spelling))
      .map((spelling) => `\nUNION ALL\nSELECT ${sqlxText(spelling)} AS spelling, ${sqlxText(code)} AS country_code`),
  );
  return {
    path: 'definitions/intermediate/int_countries.sqlx',
    madeFrom: ['rubrics/shared/standards.yaml', 'the i18n-iso-countries package'],
    config: {
      type: 'table',
      description:
        'The ways in which people write each country: its codes, its names in seven languages, and what standards.yaml adds. Grain: one row per spelling.',
      tags: ['intermediate', 'lists'],
      columns: { spelling: 'In small letters', country_code: 'ISO 3166-1, two capitals' },
      assertions: { uniqueKey: ['spelling'], nonNull: ['spelling', 'country_code'] },
    },
    sql: `
WITH lines AS (
  SELECT line, REGEXP_EXTRACT(line, r'^[A-Z][A-Z]') AS country_code
  FROM UNNEST([
    ${lines.join(',\n    ')}
  ]) AS line
)

SELECT
  spelling,
  country_code
FROM lines
CROSS JOIN UNNEST(SPLIT(line, '|')) AS spelling
WHERE spelling != country_code${others.join('')}`,
  };
}
