import { expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { identifiersOf } from '../../scripts/run/identifiers.js';
import { projectFolder } from '../graph/project-folder.js';

const model = (keys: readonly (readonly string[])[]): string => `config {
  type: "incremental",
  description: "Grain: one row per key.",
  assertions: { uniqueKeys: ${JSON.stringify(keys)}, nonNull: ["other_id"] }
}
SELECT 'a' AS stream, 'b' AS event_id, 'c' AS act_key, 'd' AS identity_hash, 'e' AS other_id, 'f' AS tier
`;

test('the last column of a key tells rows apart, where its name is an identifier’s', () => {
  const graph = compileProject(
    projectFolder({
      'definitions/events.sqlx': model([
        ['stream', 'event_id'],
        ['act_key'],
        ['event_id', 'tier'],
        ['stream', 'tier', 'identity_hash'],
      ]),
      'definitions/none.sqlx': model([['tier']]),
    }),
    {},
  );
  const found = graph.actions
    .filter(({ kind }) => kind === 'incremental')
    .map((action) => [action.target.name, [...identifiersOf(graph, action)].sort()]);
  expect(Object.fromEntries(found)).toEqual({ events: ['act_key', 'event_id', 'identity_hash'], none: [] });
});
