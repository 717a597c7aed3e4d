import type { Engine } from '../../../scripts/engine/engine.js';
import type { CompiledGraph } from '../../../scripts/graph/graph.js';
import { forget } from '../leadscore.js';
import type { Project } from '../projects.js';

/**
 * `leadscore forget` for each of these people, between two loads, by the command's own function.
 * Throws for somebody whom the load before did not know: the fixture would forget nobody.
 */
export async function forgetPeople(
  { name, rubrics }: Project,
  graph: CompiledGraph,
  engine: Engine,
  people: readonly string[],
): Promise<void> {
  if (rubrics === undefined)
    throw new Error(`${name}: no rubrics are given, which name the sources of those to forget`);
  for (const given of people) {
    const { isKnown } = await forget(graph, engine, {
      given,
      isDry: false,
      at: new Date(),
      by: 'the judge',
      sources: rubrics.sources.map((each) => each.name),
      externalIds: rubrics.identity.matchKeys.flatMap((each) => (each.kind === 'attribute' ? [each.name] : [])),
    });
    if (isKnown) throw new Error(`${name}: ${given} was forgotten before`);
  }
}
