/** What a hot run would do with the models of a project, before it does anything. */
import { describe, expect, test } from 'vitest';
import { compileProject } from '../../../scripts/graph/compile.js';
import type { CompiledGraph } from '../../../scripts/graph/graph.js';
import { ProblemError } from '../../../scripts/problem.js';
import { hotPlan } from '../../../scripts/run/hot/plan.js';
import { hotSuffix } from '../../../scripts/run/hot/schema.js';
import { projectFolder } from '../../graph/project-folder.js';

const model = (tags: string, sql: string): string => `config { type: "table", tags: [${tags}] }\n${sql}\n`;
const files = {
  'includes/clock.js': `module.exports = { isReplay: () => dataform.projectConfig.schemaSuffix === '' ? 'FALSE' : 'TRUE' };\n`,
  'definitions/int_as_of.sqlx': model('', 'SELECT CURRENT_TIMESTAMP() AS as_of'),
  'definitions/int_lead_facts.sqlx': model('', "SELECT 'x' AS lead_id FROM ${ref('int_as_of')}"),
  'definitions/int_input_touches.sqlx': model('', "SELECT as_of FROM ${ref('int_as_of')}"),
  'definitions/int_late_news.sqlx': model('', "SELECT 'x' AS lead_id FROM ${ref('int_as_of')}"),
  'definitions/one_leads.sqlx': model(
    '"rubric"',
    "SELECT lead_id FROM ${ref('int_lead_facts')} CROSS JOIN ${ref('int_input_touches')}",
  ),
  'definitions/lead_scores.sqlx': model('', "SELECT lead_id FROM ${ref('one_leads')}"),
  'definitions/custom.sqlx': model('', "SELECT lead_id FROM ${ref('lead_scores')}"),
};

function plan(
  more: Readonly<Record<string, string>> = {},
  without: readonly string[] = [],
): ReturnType<typeof hotPlan> {
  const kept = Object.entries({ ...files, ...more }).filter(([path]) => !without.includes(path));
  const directory = projectFolder(Object.fromEntries(kept));
  const live: CompiledGraph = compileProject(directory);
  return hotPlan(live, compileProject(directory, { schemaSuffix: hotSuffix(live) }));
}

const refusal = (work: () => unknown): readonly string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ code }) => code);
    throw error;
  }
  return [];
};

describe('of a project', () => {
  test('what rubrics read is made first or taken as it is, and models of one’s own are left alone', () => {
    const { first, scored, inputs, outputs } = plan();
    expect(first).toEqual(['+int_lead_facts', '+int_late_news']);
    expect(scored).toEqual(['one_leads', 'lead_scores']);
    expect(inputs.map(({ from, to, cut, isOlder }) => [from.schema, to.schema, to.name, cut, isOlder])).toEqual([
      ['scoring', 'scoring_leadscore_hot', 'int_lead_facts', 'lead', false],
      ['scoring', 'scoring_leadscore_hot', 'int_input_touches', undefined, true],
    ]);
    expect(outputs.map(({ from, to, cut }) => [from.schema, to.schema, to.name, cut])).toEqual([
      ['scoring_leadscore_hot', 'scoring', 'lead_scores', 'lead'],
    ]);
  });

  test('that has no scores, or models or includes of an earlier version, it is refused', () => {
    expect(refusal(() => plan({}, ['definitions/lead_scores.sqlx', 'definitions/custom.sqlx']))).toEqual([
      'run/nothing-to-score',
    ]);
    expect(refusal(() => plan({}, ['definitions/int_late_news.sqlx']))).toEqual(['hot/old-models']);
    const log =
      'config { type: "incremental" }\nSELECT COUNT(*) > 1 OR ${clock.isReplay()} AS is_replay FROM ${ref("int_as_of")}\n';
    expect(refusal(() => plan({ 'definitions/int_tier_log.sqlx': log }))).toEqual(['hot/old-includes']);
  });
});
