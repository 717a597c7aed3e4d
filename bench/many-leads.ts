import type { DuckDbEngine } from '../scripts/engine/duckdb/duckdb-engine.js';
import type { CompiledGraph } from '../scripts/graph/graph.js';
import { attributeValues, mostRules } from './sized-project.js';

/** Evenly over all signals, so that the large rubric reads more of them. */
const actsPerLead = 5;

/** Copies the one lead and its act, with values of their own, in place of the tables that the rubrics read. */
export async function multiply(engine: DuckDbEngine, graph: CompiledGraph, leads: number): Promise<void> {
  const { defaultDatabase: database } = graph;
  const table = (name: string): string => `"${database}"."leadscore"."${name}"`;
  const attributes = Array.from(
    { length: mostRules },
    (_, index) => `'v' || (1 + hash(i * ${mostRules} + ${index}) % ${attributeValues}) AS a${index + 1}`,
  );
  await engine.native((session) =>
    session.run(`CREATE OR REPLACE TABLE ${table('int_lead_facts')} AS
SELECT * REPLACE ('p' || i AS lead_id, ${attributes.join(', ')}) FROM ${table('int_lead_facts')}, range(${leads}) AS r(i)`),
  );
  await engine.native((session) =>
    session.run(`CREATE OR REPLACE TABLE ${table('int_record_person')} AS
SELECT * REPLACE ('r' || i AS record_key, 'p' || i AS lead_id) FROM (SELECT * FROM ${table('int_record_person')} LIMIT 1), range(${leads}) AS r(i)`),
  );
  await engine.native((session) =>
    session.run(`CREATE OR REPLACE TABLE ${table('int_acts')} AS
SELECT * REPLACE (
  'e' || i AS act_key,
  'r' || (hash(i) % ${leads}) AS record_key,
  's' || (1 + hash(i + 1) % ${mostRules}) AS signal,
  day - CAST(hash(i + 2) % 60 AS INTEGER) AS day
) FROM ${table('int_acts')}, range(${leads * actsPerLead}) AS r(i)`),
  );
}
