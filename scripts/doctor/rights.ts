/** Whether tables can be made and removed where the models write. */
import type { Engine } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { ProblemError } from '../problem.js';
import { type Finding, ok, problem } from './finding.js';

/** Makes a table of its own in every dataset that models write to, and removes it. */
export async function examineRights(graph: CompiledGraph, engine: Engine): Promise<readonly Finding[]> {
  const datasets = new Map(
    graph.actions.map(({ target: { database, schema } }) => [`${database}.${schema}`, { database, schema }]),
  );
  const findings: Finding[] = [];
  for (const [name, { database, schema }] of [...datasets].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const target = { database, schema, name: 'leadscore_doctor' };
    try {
      await engine.createSchema(database, schema);
      await engine.append(target, [{ name: 'checked_at', type: 'TIMESTAMP' }], []);
      await engine.drop(target);
      findings.push(ok('warehouse', `Tables can be written to ${name}`));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const [first] = error.problems;
      findings.push(problem('warehouse', `Nothing can be written to ${name}: ${first?.what ?? ''}`, first?.todo));
    }
  }
  return findings;
}
