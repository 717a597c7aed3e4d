import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { projectModels } from '../../scripts/generate/models.js';
import { packagedDomainLists } from '../../scripts/generate/packaged/domain-lists.js';
import { renderModel } from '../../scripts/generate/sqlx.js';
import { findDrift } from '../../scripts/generate/write.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { loadProject } from '../../scripts/rubric/load.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('the models of this project', async () => {
  const { project } = await loadProject(root);
  if (project === undefined) throw new Error('the project of the root has errors');
  const models = projectModels(project, packagedDomainLists());

  test('are what is committed', () => {
    expect(findDrift(root, models)).toEqual([]);
  });

  test('do not depend on when or how often they are made', () => {
    expect(projectModels(project, packagedDomainLists()).map(renderModel)).toEqual(models.map(renderModel));
  });

  test('each assert something, and say their grain', () => {
    const graph = compileProject(root);
    // By its own config, or by an assertion that is named after it.
    const asserted = new Set(
      graph.actions.flatMap((action) => {
        if (action.kind !== 'assertion') return [];
        if (action.parent !== undefined) return [action.parent];
        return graph.actions.flatMap(({ key, target }) =>
          action.target.name.startsWith(`assert_${target.name}_`) ? [key] : [],
        );
      }),
    );
    const relations = graph.actions.filter((action) => action.kind !== 'assertion' && action.kind !== 'operation');
    expect(relations.length).toBeGreaterThan(40);
    expect(relations.filter((action) => !asserted.has(action.key)).map((action) => action.target.name)).toEqual([]);
    expect(
      relations
        .filter((action) => !('description' in action) || !/Grain: /.test(action.description ?? ''))
        .map((action) => action.target.name),
    ).toEqual([]);
  });

  test('have no clock but int_as_of, and what cannot be recomputed is protected', () => {
    const graph = compileProject(root);
    const withClock = graph.actions
      .filter((action) => 'query' in action && /CURRENT_(?:TIMESTAMP|DATE)/.test(action.query))
      .map((action) => action.target.name);
    expect(withClock).toEqual(['int_as_of']);
    const incremental = graph.actions.flatMap((action) =>
      action.kind === 'incremental' ? [[action.target.name, action.isProtected]] : [],
    );
    expect(Object.fromEntries(incremental)).toEqual({
      // Draws and standings are what a later run must find again.
      enterprise_draws: true,
      step_by_step_draws: true,
      step_by_step_tier_state: true,
      int_appended_events: false,
      int_forgotten: true,
      int_appended_acts: false,
      int_event_arrivals: true,
      int_sightings: true,
      int_appended_identity_links: false,
      // Ids of people, and what became of them.
      int_person_id_log: true,
      int_record_arrivals: true,
      int_tier_log: true,
    });
  });
});
