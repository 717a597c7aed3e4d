import { init, parse } from '@guanmingchiu/sqlparser-ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { CteChain } from '../../../scripts/engine/googlesql/cte-chain.js';
import type { Context } from '../../../scripts/engine/googlesql/context.js';
import { condition, expression } from '../../../scripts/engine/googlesql/expressions.js';
import { query } from '../../../scripts/engine/googlesql/query.js';
import { Scope } from '../../../scripts/engine/googlesql/scope.js';
import { Source } from '../../../scripts/engine/googlesql/source.js';
import { isList, isObject, type Json, list, variant } from '../../../scripts/engine/googlesql/tree.js';
import { ProblemError } from '../../../scripts/problem.js';

/** Every kind of node that has a translation, at least once. */
const sql = `WITH a AS (SELECT DISTINCT x, t.* EXCEPT (y), CAST(NULL AS STRING) AS z FROM \`p.d.t\` AS t)
SELECT SUM(a.x) OVER w AS s, ARRAY_AGG(a.x IGNORE NULLS ORDER BY a.x DESC LIMIT 2)[SAFE_OFFSET(0)].f AS f, c.rule,
  CASE a.x WHEN 1 THEN -a.x ELSE 2 END AS k, DATE_ADD(d, INTERVAL 3 DAY) AS e, EXTRACT(YEAR FROM d) AS y, TRIM(z) AS t,
  SUBSTR(z, 1, 2) AS u, FLOOR(n) AS v, DATE_DIFF(d, d, WEEK(MONDAY)) AS w, NUMERIC '1' AS m, ANY_VALUE(n HAVING MAX d) AS o,
  (SELECT MIN(p.v) FROM UNNEST(ps) AS p WHERE p.k = 'x') AS q, COUNT(DISTINCT n) AS r, TO_HEX(SHA256(z)) AS h
FROM a LEFT JOIN b USING (x) JOIN (SELECT 1 AS i) AS g ON g.i = a.x
CROSS JOIN UNNEST([STRUCT('a' AS rule, TRUE AS b)]) AS c WITH OFFSET AS i
WHERE a.x IN (1, 2) AND a.x NOT IN (SELECT 1 AS one) AND EXISTS (SELECT 1 AS one FROM b) AND (a.x BETWEEN 1 AND 2) AND z IS NOT NULL
GROUP BY a.x HAVING COUNT(*) > 1
WINDOW w AS (PARTITION BY a.x ORDER BY a.x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
QUALIFY ROW_NUMBER() OVER (ORDER BY a.x) = 1
UNION ALL (SELECT 1 AS s) ORDER BY s NULLS LAST LIMIT 3`;

function translateTree(tree: Json): string {
  const source = new Source(sql, { file: 'a.sqlx', line: 1 }, {});
  const context: Context = {
    source,
    floats: new Set(),
    ctes: new CteChain(),
    copiesLeft: undefined,
    repeated: new Map(),
    late: new Set(),
    condition: (node, scope) => condition(context, node, scope),
    expression: (node, scope) => expression(context, node, scope),
    query: (node, scope) => query(context, node, scope),
  };
  return query(context, variant(list(tree)[0]).body, new Scope(undefined));
}

/** Nodes that only say where something stands; no meaning can hide there. */
const positions = /\.(span|select_token|case_token|end_token|with_token|closing_paren_token|wildcard_token)(\.|$)/;

/** The path of every object in the tree. */
function objects(node: Json, path = ''): string[] {
  if (isList(node)) return node.flatMap((each, at) => objects(each, `${path}.${at}`));
  if (!isObject(node) || positions.test(path)) return [];
  return [path, ...Object.entries(node).flatMap(([key, value]) => objects(value, `${path}.${key}`))];
}

/** The tree with one more property in the object at that path. */
function grown(node: Json, path: string): Json {
  if (path === '') return { ...(isObject(node) ? node : {}), surprise: { a: 1 } };
  const [, key = '', rest = ''] = /^\.([^.]+)(.*)$/.exec(path) ?? [];
  if (isList(node)) return node.map((each, at) => (String(at) === key ? grown(each, rest) : each));
  return isObject(node) ? { ...node, [key]: grown(node[key], rest) } : node;
}

describe('every property of the tree', () => {
  let tree: Json;
  beforeAll(async () => {
    await init();
    tree = parse(sql, 'bigquery') as Json;
  });

  it('is read, or refused: none is dropped', () => {
    expect(translateTree(tree)).toContain('SELECT');
    const paths = objects(tree).filter((path) => path !== '' && path !== '.0');
    expect(paths.length).toBeGreaterThan(300);
    const silent = paths.filter((path) => {
      try {
        translateTree(grown(tree, path));
        return true;
      } catch (error) {
        if (error instanceof ProblemError) return false;
        throw error;
      }
    });
    expect(silent).toEqual([]);
  });
});
