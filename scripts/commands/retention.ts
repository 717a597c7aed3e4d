/** What `leadscore run` and `leadscore retain` do about the age of rows. */
import type { Engine } from '../engine/engine.js';
import type { CompiledGraph } from '../graph/graph.js';
import { limitsOf } from '../privacy/retention-limits.js';
import { dayIn, type Retained, retain } from '../privacy/retain.js';
import type { Problem } from '../problem.js';
import { dayBefore } from '../rubric/age.js';
import { lookbacksOf } from '../rubric/lookbacks.js';
import type { Project } from '../rubric/model.js';

export interface RetentionMoment {
  readonly asOf: Date;
  readonly now: Date;
  readonly isDry: boolean;
}

/** One row per table with a limit; none where everything is kept. What is asked for a moment to come deletes nothing. */
export async function retainIn(
  project: Project,
  graph: CompiledGraph,
  engine: Engine,
  { asOf, now, isDry }: RetentionMoment,
): Promise<readonly Retained[]> {
  const { retention, standards, rubrics } = project;
  if (retention === undefined) return [];
  const limits = limitsOf(
    graph,
    retention,
    rubrics.map(({ name }) => name),
  );
  // Who tries how scores will be some day must not lose what they are made of today.
  const from = asOf < now ? asOf : now;
  return retain(graph, engine, { limits, asOf: from, timeZone: standards.timeZone, at: now, isDry });
}

/** A score of a past date reads acts that may be deleted by now. */
export function notKeptAnyMore(project: Project, kept: readonly Retained[], asOf: Date): readonly Problem[] {
  const since = kept.find(({ table }) => table === 'int_events' || table === 'int_appended_events')?.since;
  if (since === undefined) return [];
  const days = project.rubrics
    .filter(({ status }) => status === 'live' || status === 'shadow')
    .flatMap((rubric) => lookbacksOf(rubric).map(({ days: back = 0 }) => back));
  const count = Math.max(0, ...days);
  const first = dayBefore(dayIn(project.standards.timeZone, asOf), { count, unit: 'day' });
  if (first >= since) return [];
  return [
    {
      code: 'run/not-kept',
      severity: 'warning',
      what: `A score of that date reads acts from ${first} on, and events are kept from ${since} on.`,
      why: 'rubrics/shared/retention.yaml says how long; older ones are deleted.',
      todo: 'Do not compare such scores with those of the time.',
    },
  ];
}
