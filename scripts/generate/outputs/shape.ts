/** What the public tables have in common: one union over the rubrics that are scored. */
import { meaningHash } from '../../rubric/meaning-hash.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { typedNull } from '../text/sql.js';

/** Live rubrics first, in order of precedence, then shadow ones by name; drafts and retired ones are not scored. */
export function scoredRubrics(project: Project): readonly Rubric[] {
  const rank = (rubric: Rubric): number => {
    const place = project.precedence.indexOf(rubric.name);
    return rubric.status === 'live' && place >= 0 ? place : project.precedence.length;
  };
  return project.rubrics
    .filter((rubric) => rubric.status === 'live' || rubric.status === 'shadow')
    .toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** What each scored rubric means, by name: it changes with the rubric and with every shared file and mapping that it rests on. */
export function scoredMeanings(project: Project): ReadonlyMap<string, string> {
  return new Map(scoredRubrics(project).map((rubric) => [rubric.name, meaningHash(project, rubric)] as const));
}

/** The scored rubrics that give accounts a score. */
export function accountRubrics(project: Project): readonly Rubric[] {
  return scoredRubrics(project).filter((rubric) => rubric.account !== undefined);
}

/** Names of the scored rubrics whose leads a model puts in order inside their tiers. */
export function rankedRubrics(project: Project): readonly string[] {
  return scoredRubrics(project)
    .filter(({ predictive }) => predictive?.use.kind === 'rank')
    .map(({ name }) => name);
}

/** Every dimension that any scored rubric has, by name. */
export function allDimensions(project: Project): readonly string[] {
  return [
    ...new Set(scoredRubrics(project).flatMap((rubric) => rubric.dimensions.map((dimension) => dimension.name))),
  ].toSorted();
}

/** The rubric's score of each dimension as the public tables have them: NULL where the rubric has no such dimension. */
export function dimensionColumns(project: Project, rubric: Rubric, from: string): readonly string[] {
  const own = new Set(rubric.dimensions.map((dimension) => dimension.name));
  return allDimensions(project).map((name) =>
    own.has(name) ? `${from}.${name}_score` : `${typedNull('NUMERIC')} AS ${name}_score`,
  );
}
