/** Given facts in place of the sources': the staging tables of a project, and the part of its graph that reads them. */
import type { Engine, Value } from '../engine/engine.js';
import type { EntityName } from '../generate/canonical.js';
import { isInShards } from '../generate/sources/shards.js';
import type { Action, CompiledGraph } from '../graph/graph.js';
import { selectActions } from '../graph/select.js';
import type { Project } from '../rubric/model.js';
import { columnsOfEntity } from './case.js';

/** Rows by entity, each with the canonical columns and attributes it gives; whatever is left out is NULL. */
export type Given = ReadonlyMap<EntityName, readonly Readonly<Record<string, Value>>[]>;

/** The lists of domains are the same for every case. */
const isList = (tags: readonly string[]): boolean => tags.includes('lists');

/** Assertions about what the rubric makes of the facts. */
const kept: ReadonlySet<string> = new Set([
  'assert_reasons_add_up',
  'assert_account_reasons_add_up',
  'assert_buying_committees_agree',
  'assert_int_account_parents_converged',
  'assert_int_overrides_are_sound',
  'assert_int_record_persons_converged',
  'assert_lead_records_complete',
]);

/** Where expectations are looked up. */
const judged: ReadonlySet<string> = new Set([
  'lead_scores',
  'lead_score_reasons',
  'int_person_records',
  'int_record_persons',
]);

/** Between the raw tables and the canonical shape: what is given instead. */
function isStaging({ target, tags }: CompiledGraph['actions'][number]): boolean {
  return target.name.startsWith('stg_') || tags.includes('staging');
}

/** A model of a rubric; undefined: of any. */
function isOfRubric({ tags }: Action, rubric?: string): boolean {
  return tags.includes('rubric') && (rubric === undefined || tags.includes(rubric));
}

/**
 * What runs after the inputs are given: everything but staging, and of the assertions those about scores. What is said of
 * the inputs' health is left out unless it is asked for: a case has no history to be judged by.
 */
export function scoringGraph(
  graph: CompiledGraph,
  isFirst: boolean,
  { withHealth = false }: { readonly withHealth?: boolean } = {},
): CompiledGraph {
  return {
    ...graph,
    actions: graph.actions
      .filter(
        (action) =>
          !isStaging(action) &&
          (withHealth || !action.tags.includes('health')) &&
          (isFirst || !isList(action.tags)) &&
          (action.kind !== 'assertion' || kept.has(action.target.name)),
      )
      // What a warehouse keeps for good would tell one case of another.
      .map((action) => (action.kind === 'incremental' ? { ...action, isProtected: false } : action)),
  };
}

/** Of a scoring graph what the scores of one rubric are made of, and what is looked up. */
export function graphOfRubric(
  graph: CompiledGraph,
  rubric: string,
  /** Further tables that are looked at. */
  further: ReadonlySet<string>,
): CompiledGraph {
  const names = graph.actions
    .map(({ target }) => target.name)
    .filter((name) => kept.has(name) || judged.has(name) || further.has(name));
  const selected = selectActions(graph, [...names.map((name) => `+${name}`), `+tag:${rubric}`]);
  return {
    ...graph,
    actions: selected.filter((action) => !isOfRubric(action) || isOfRubric(action, rubric)),
  };
}

/** Takes the rows out of the tables of other rubrics: what they gave for an earlier case is none of this one's. */
export async function emptyOtherRubrics(engine: Engine, graph: CompiledGraph, rubric: string): Promise<void> {
  for (const action of graph.actions) {
    const isTable = action.kind === 'table' || action.kind === 'incremental';
    if (!isTable || !isOfRubric(action) || isOfRubric(action, rubric)) continue;
    const { database, schema, name } = action.target;
    await engine.writeTable(action.target, `SELECT * FROM \`${database}.${schema}.${name}\` WHERE FALSE`);
  }
}

/** Writes the staging tables with the given rows: those of an entity go to the first source that has it. Returns the entities that no source has. */
export async function giveFacts(
  engine: Engine,
  graph: CompiledGraph,
  project: Project,
  facts: Given,
): Promise<readonly EntityName[]> {
  const given = new Set<EntityName>();
  for (const source of project.sources.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const mapping of source.entities) {
      const columns = [
        ...[...columnsOfEntity(project, mapping.entity)].map(([name, type]) => ({ name, type })),
        // What is given stands in none.
        ...(isInShards(source, mapping) ? [{ name: 'shard', type: 'STRING' }] : []),
      ];
      const target = {
        database: graph.defaultDatabase,
        schema: graph.defaultSchema,
        name: `stg_${source.name}__${mapping.entity}`,
      };
      const rows = given.has(mapping.entity) ? [] : (facts.get(mapping.entity) ?? []);
      given.add(mapping.entity);
      await engine.writeTable(
        target,
        `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ')} FROM UNNEST(['none']) AS none WHERE FALSE`,
      );
      if (rows.length > 0) {
        await engine.append(
          target,
          columns,
          rows.map((row) => Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]))),
        );
      }
    }
  }
  return [...facts].flatMap(([entity, rows]) => (rows.length > 0 && !given.has(entity) ? [entity] : []));
}
