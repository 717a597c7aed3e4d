/** A hot run that was killed leaves copies of people's rows beside the team's tables; whoever is forgotten is in none. */
import { expect, test } from 'vitest';
import { compileProject } from '../../scripts/graph/compile.js';
import { clearPeople } from '../../scripts/privacy/clear.js';
import { projectFolder } from '../graph/project-folder.js';
import { FakeEngine } from '../run/fake-engine.js';

const graph = compileProject(
  projectFolder({ 'definitions/lead_scores.sqlx': "config { type: 'table' }\nSELECT 'x' AS lead_id\n" }),
);
const dropped = async (isThere: boolean, isDry: boolean): Promise<readonly string[]> => {
  const relations = isThere ? { leadscore_hot_accounts: { kind: 'table', columns: [] } as const } : {};
  const engine = new FakeEngine({ relations });
  await clearPeople(graph, engine, "SELECT 'h' AS identity_hash, FALSE AS is_shared", { isDry });
  return engine.calls.filter((call) => call.startsWith('drop schema'));
};

test('what is left of a hot run goes with the first person who is forgotten', async () => {
  const { database, schema } = graph.actions[0]?.target ?? {};
  expect(await dropped(true, false)).toEqual([`drop schema ${String(database)}.${String(schema)}_leadscore_hot`]);
  expect(await dropped(true, true)).toEqual([]);
  expect(await dropped(false, false)).toEqual([]);
});
