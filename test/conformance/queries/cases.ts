import { textCasts } from './text-casts.js';

/** A query that tries a clause or a form which is no entry of the closed list; its rows are compared in order where it has one. */
export interface QueryCase {
  readonly name: string;
  readonly sql: string;
  readonly isOrdered?: true;
  /** GoogleSQL that the translation leaves out: it must say so, and never guess. */
  readonly isRefused?: true;
}

const select: readonly QueryCase[] = [
  { name: 'all columns', sql: 'SELECT * FROM people' },
  { name: 'columns of one table', sql: 'SELECT p.* FROM people AS p' },
  { name: '* EXCEPT', sql: 'SELECT * EXCEPT (tags, points) FROM people' },
  { name: '* REPLACE', sql: "SELECT * REPLACE (COALESCE(name, '?') AS name) FROM people", isRefused: true },
  { name: 'DISTINCT', sql: 'SELECT DISTINCT country, name FROM people' },
  {
    name: 'constants without FROM',
    sql: "SELECT 1 AS a, 'x' AS b, NUMERIC '0.1' AS c, TRUE AS d, DATE '2024-02-29' AS e",
  },
  {
    name: 'typed NULLs',
    sql: 'SELECT CAST(NULL AS STRING) AS a, CAST(NULL AS NUMERIC) AS b, CAST(NULL AS TIMESTAMP) AS c, CAST(NULL AS BOOL) AS d',
  },
  {
    name: 'CONCAT of texts of which none, one and all may be NULL',
    sql: "SELECT id, CONCAT('a', COALESCE(name, '-'), IF(country IS NULL, 'y', 'n')) AS a, CONCAT('a', COALESCE(name, country), 'b') AS b, CONCAT(IFNULL(country, '?'), '/', CONCAT('c', COALESCE(name, ''), 'd')) AS c FROM people",
  },
  {
    name: 'decimals of 64 and of 128 bits as texts',
    sql: "SELECT id, CAST(points * NUMERIC '1000000000' AS STRING) AS a, CAST(points + NUMERIC '999999999.999999999' AS STRING) AS b, CAST(NUMERIC '-999999999.999999999' - points AS STRING) AS c FROM people",
  },
  { name: 'WHERE with NULL', sql: "SELECT id FROM people WHERE country <> 'DE'" },
  { name: 'names in any case', sql: 'SELECT ID, Name FROM people WHERE COUNTRY IS NOT NULL' },
  { name: 'quoted names', sql: 'SELECT `people`.`id` AS `group`, `name` AS `order` FROM `people`' },
  { name: 'comments', sql: 'SELECT id -- the id\n, /* the name */ name # as written\nFROM people' },
  {
    name: 'text literals',
    sql: `SELECT 'it\\'s' AS a, "double" AS b, r'\\d+' AS c, 'tab\\tline\\nend' AS d, '\\u00e9\\x24{x}' AS e, '''three 'quotes' ''' AS f`,
  },
];

const order: readonly QueryCase[] = [
  { name: 'ORDER BY ascending, NULLs first', sql: 'SELECT name, id FROM people ORDER BY name, id', isOrdered: true },
  {
    name: 'ORDER BY descending, NULLs last',
    sql: 'SELECT points, id FROM people ORDER BY points DESC, id DESC',
    isOrdered: true,
  },
  { name: 'NULLS LAST', sql: 'SELECT points, id FROM people ORDER BY points NULLS LAST, id', isOrdered: true },
  { name: 'NULLS FIRST', sql: 'SELECT points, id FROM people ORDER BY points DESC NULLS FIRST, id', isOrdered: true },
  { name: 'ORDER BY position', sql: 'SELECT country, id FROM people ORDER BY 1, 2 DESC', isOrdered: true },
  { name: 'LIMIT', sql: 'SELECT id FROM people ORDER BY id LIMIT 3', isOrdered: true },
  { name: 'LIMIT OFFSET', sql: 'SELECT id FROM people ORDER BY id LIMIT 2 OFFSET 3', isOrdered: true, isRefused: true },
  {
    name: 'text in code point order',
    sql: 'SELECT name FROM people WHERE name IS NOT NULL ORDER BY name, id',
    isOrdered: true,
  },
];

const group: readonly QueryCase[] = [
  { name: 'GROUP BY', sql: 'SELECT country, COUNT(*) AS n, SUM(points) AS points FROM people GROUP BY country' },
  { name: 'GROUP BY position', sql: 'SELECT country, name, COUNT(*) AS n FROM people GROUP BY 1, 2' },
  { name: 'aggregate of nothing', sql: 'SELECT COUNT(*) AS n, SUM(points) AS points, MAX(name) AS name FROM empty' },
  { name: 'group of nothing', sql: 'SELECT name, COUNT(*) AS n FROM empty GROUP BY name' },
  { name: 'HAVING', sql: 'SELECT country, COUNT(*) AS n FROM people GROUP BY country HAVING COUNT(*) > 1' },
  { name: 'COUNT DISTINCT', sql: 'SELECT COUNT(DISTINCT country) AS n, COUNT(DISTINCT points) AS p FROM people' },
  { name: 'COUNTIF', sql: "SELECT COUNTIF(country = 'US') AS n FROM people" },
  { name: 'GROUP BY an expression', sql: 'SELECT COALESCE(country, name) AS k, MIN(id) AS id FROM people GROUP BY k' },
  {
    name: 'texts of what is grouped by',
    sql: "SELECT COALESCE(country, name) AS k, MIN(id) AS id FROM people GROUP BY k HAVING COALESCE(CONCAT(k, '.', k, '.'), '') <> 'US.US.'",
  },
];

const joins: readonly QueryCase[] = [
  { name: 'INNER JOIN', sql: 'SELECT p.id, a.act_id FROM people AS p INNER JOIN acts AS a ON a.person_id = p.id' },
  { name: 'LEFT JOIN', sql: 'SELECT p.id, a.act_id FROM people AS p LEFT JOIN acts AS a ON a.person_id = p.id' },
  {
    name: 'LEFT JOIN on two conditions',
    sql: "SELECT p.id, a.act_id FROM people AS p LEFT JOIN acts AS a ON a.person_id = p.id AND a.kind = 'view'",
  },
  {
    name: 'FULL JOIN',
    sql: 'SELECT p.id, a.act_id FROM people AS p FULL JOIN acts AS a ON a.person_id = p.id',
    isRefused: true,
  },
  { name: 'CROSS JOIN', sql: 'SELECT p.id, q.id AS other FROM people AS p CROSS JOIN people AS q' },
  {
    name: 'join with itself',
    sql: 'SELECT p.id, q.id AS other FROM people AS p JOIN people AS q ON q.country = p.country AND q.id > p.id',
  },
  { name: 'USING', sql: 'SELECT id, p.name, e.points FROM people AS p LEFT JOIN empty AS e USING (id)' },
  {
    name: 'three tables',
    sql: 'SELECT p.id, a.act_id, q.name FROM people AS p JOIN acts AS a ON a.person_id = p.id JOIN people AS q ON q.id = p.id',
  },
];

const sets: readonly QueryCase[] = [
  { name: 'UNION ALL', sql: 'SELECT id, name FROM people UNION ALL SELECT person_id, kind FROM acts' },
  { name: 'UNION DISTINCT', sql: 'SELECT country FROM people UNION DISTINCT SELECT kind FROM acts', isRefused: true },
  { name: 'EXCEPT DISTINCT', sql: 'SELECT id FROM people EXCEPT DISTINCT SELECT person_id FROM acts', isRefused: true },
  {
    name: 'INTERSECT DISTINCT',
    sql: 'SELECT id FROM people INTERSECT DISTINCT SELECT person_id FROM acts',
    isRefused: true,
  },
  {
    name: 'WITH',
    sql: 'WITH a AS (SELECT id FROM people WHERE id > 2), b AS (SELECT id FROM a WHERE id < 6) SELECT id FROM b',
  },
  { name: 'WITH that hides a table', sql: "WITH people AS (SELECT 1 AS id, 'x' AS name) SELECT * FROM people" },
  {
    name: 'ordered union',
    sql: 'SELECT id FROM people UNION ALL SELECT weight FROM acts ORDER BY id LIMIT 5',
    isOrdered: true,
  },
];

const subqueries: readonly QueryCase[] = [
  { name: 'subquery in FROM', sql: 'SELECT n FROM (SELECT COUNT(*) AS n FROM people) AS counted' },
  { name: 'scalar subquery', sql: 'SELECT id, (SELECT MAX(points) FROM acts) AS most FROM people' },
  { name: 'scalar subquery without rows', sql: 'SELECT (SELECT name FROM empty) AS name' },
  { name: 'IN a subquery', sql: 'SELECT id FROM people WHERE id IN (SELECT person_id FROM acts)' },
  { name: 'NOT IN a subquery with NULL', sql: 'SELECT id FROM people WHERE id NOT IN (SELECT person_id FROM acts)' },
  {
    name: 'EXISTS, correlated',
    sql: 'SELECT id FROM people AS p WHERE EXISTS (SELECT 1 FROM acts AS a WHERE a.person_id = p.id)',
  },
  {
    name: 'NOT EXISTS, correlated',
    sql: 'SELECT id FROM people AS p WHERE NOT EXISTS (SELECT 1 FROM acts AS a WHERE a.person_id = p.id)',
  },
];

const arrays: readonly QueryCase[] = [
  { name: 'UNNEST of a column', sql: 'SELECT p.id, tag FROM people AS p, UNNEST(p.tags) AS tag', isRefused: true },
  { name: 'CROSS JOIN UNNEST', sql: 'SELECT p.id, tag FROM people AS p CROSS JOIN UNNEST(p.tags) AS tag' },
  {
    name: 'LEFT JOIN UNNEST',
    sql: 'SELECT p.id, tag FROM people AS p LEFT JOIN UNNEST(p.tags) AS tag',
    isRefused: true,
  },
  {
    name: 'UNNEST WITH OFFSET',
    sql: 'SELECT p.id, tag, place FROM people AS p CROSS JOIN UNNEST(p.tags) AS tag WITH OFFSET AS place',
  },
  { name: 'UNNEST of a literal', sql: "SELECT word FROM UNNEST(['x', 'y', 'x']) AS word" },
  {
    name: 'UNNEST of structs',
    sql: "SELECT pair.k, pair.v FROM UNNEST([STRUCT('x' AS k, 1 AS v), STRUCT('y' AS k, 2 AS v)]) AS pair",
  },
  { name: 'IN UNNEST', sql: "SELECT id FROM people WHERE 'b' IN UNNEST(tags)", isRefused: true },
  {
    name: 'scalar subquery over UNNEST',
    sql: "SELECT id, (SELECT COUNT(*) FROM UNNEST(tags) AS tag WHERE tag = 'b') AS n FROM people",
  },
  {
    name: 'EXISTS over UNNEST',
    sql: "SELECT id, EXISTS (SELECT 1 FROM UNNEST(tags) AS tag WHERE tag = 'b') AS has_b FROM people",
  },
  {
    name: 'ARRAY of a subquery',
    sql: "SELECT id, ARRAY(SELECT tag FROM UNNEST(tags) AS tag WHERE tag <> 'b' ORDER BY tag DESC) AS others FROM people",
    isRefused: true,
  },
  {
    name: 'ARRAY_AGG with ORDER BY and LIMIT',
    sql: 'SELECT country, ARRAY_AGG(id ORDER BY id DESC LIMIT 2) AS ids FROM people GROUP BY country',
  },
  {
    name: 'ARRAY_AGG of structs',
    sql: 'SELECT country, ARRAY_AGG(STRUCT(name, id) ORDER BY id) AS people FROM people GROUP BY country',
  },
  {
    name: 'STRING_AGG with ORDER BY',
    sql: "SELECT country, STRING_AGG(name, ', ' ORDER BY id) AS names FROM people GROUP BY country",
  },
  { name: 'STRING_AGG with LIMIT', sql: "SELECT STRING_AGG(name, ', ' ORDER BY id LIMIT 2) AS names FROM people" },
  { name: 'OFFSET', sql: 'SELECT id, tags[OFFSET(0)] AS first FROM people WHERE ARRAY_LENGTH(tags) > 0' },
  { name: 'SAFE_OFFSET', sql: 'SELECT id, tags[SAFE_OFFSET(1)] AS second FROM people' },
];

const windows: readonly QueryCase[] = [
  {
    name: 'ROW_NUMBER',
    sql: 'SELECT id, ROW_NUMBER() OVER (PARTITION BY country ORDER BY id DESC) AS place FROM people',
  },
  {
    name: 'QUALIFY',
    sql: 'SELECT id FROM people WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY country ORDER BY id DESC) = 1',
  },
  {
    name: 'QUALIFY without WHERE',
    sql: 'SELECT id FROM people QUALIFY ROW_NUMBER() OVER (PARTITION BY country ORDER BY id) = 1',
  },
  {
    name: 'QUALIFY by a name',
    sql: 'SELECT id, RANK() OVER (ORDER BY points) AS place FROM people QUALIFY place <= 2',
  },
  {
    name: 'running sum',
    sql: 'SELECT id, SUM(points) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total FROM people',
  },
  {
    name: 'running sum by default frame',
    sql: 'SELECT id, SUM(weight) OVER (PARTITION BY kind ORDER BY happened_at) AS total, act_id FROM (SELECT 1 AS id, act_id, weight, kind, happened_at FROM acts) AS a',
  },
  { name: 'sum over a partition', sql: 'SELECT act_id, SUM(points) OVER (PARTITION BY person_id) AS total FROM acts' },
  {
    name: 'frame of rows',
    sql: 'SELECT id, SUM(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS before FROM people',
  },
  {
    name: 'LAG and LEAD',
    sql: 'SELECT id, LAG(name) OVER (ORDER BY id) AS before, LEAD(name) OVER (ORDER BY id) AS after FROM people',
  },
  {
    name: 'FIRST_VALUE',
    sql: 'SELECT id, FIRST_VALUE(name) OVER (PARTITION BY country ORDER BY id) AS first FROM people',
  },
  { name: 'window of an aggregate', sql: 'SELECT country, SUM(COUNT(*)) OVER () AS n FROM people GROUP BY country' },
  {
    name: 'named window',
    sql: 'SELECT id, ROW_NUMBER() OVER w AS place, SUM(points) OVER w AS total FROM people WINDOW w AS (PARTITION BY country ORDER BY id)',
  },
];

const branches: readonly QueryCase[] = [
  {
    name: 'searched CASE',
    sql: "SELECT id, CASE WHEN points > NUMERIC '2' THEN 'high' WHEN points IS NULL THEN 'unknown' ELSE 'low' END AS level FROM people",
  },
  { name: 'CASE without ELSE', sql: "SELECT id, CASE WHEN country = 'DE' THEN 1 END AS german FROM people" },
  { name: 'simple CASE', sql: "SELECT id, CASE country WHEN 'DE' THEN 1 WHEN 'US' THEN 2 ELSE 3 END AS n FROM people" },
  { name: 'IF', sql: "SELECT id, IF(country = 'DE', name, 'other') AS n FROM people" },
  {
    name: 'CASE of INT64 and NUMERIC',
    sql: "SELECT id, CASE WHEN id > 3 THEN 1 ELSE NUMERIC '0.5' END AS n FROM people",
  },
  {
    name: 'STRUCT and its fields',
    sql: 'SELECT pair.a, pair.b FROM (SELECT STRUCT(id AS a, name AS b) AS pair FROM people) AS paired',
  },
];

export const queryCases: readonly QueryCase[] = [
  ...select,
  ...order,
  ...group,
  ...joins,
  ...sets,
  ...subqueries,
  ...arrays,
  ...windows,
  ...branches,
  ...textCasts,
];
