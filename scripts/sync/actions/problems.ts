/** What is wrong with the names that a sync's actions have of rubrics and tiers. */
import type { Problem } from '../../problem.js';
import { didYouMean } from '../../problem/closest.js';
import type { Project, Rubric } from '../../rubric/model.js';
import { error, warning } from '../../rubric/report.js';
import type { SyncConfig } from '../config/config.js';
import type { ActionRule } from './action.js';

/**
 * Errors for names that nothing has: such a rule would wait forever, and nobody would miss it. Warnings for a rule, or a
 * tier of one, that nothing is ever done for.
 */
export function actionProblems({ rubrics }: Project, { actions }: SyncConfig): readonly Problem[] {
  return actions.flatMap((rule) => {
    if (rule.rubric === undefined) {
      const live = rubrics.filter(({ status }) => status === 'live');
      return tierProblems(rule, live, 'No live rubric has');
    }
    const named = rubrics.find(({ name }) => name === rule.rubric);
    if (named === undefined) return [unknownRubric(rule, rubrics)];
    return [...silentRubric(rule, named), ...tierProblems(rule, [named], `${named.file} does not have`)];
  });
}

function unknownRubric({ rubric = '', at }: ActionRule, rubrics: readonly Rubric[]): Problem {
  return error('sync/unknown-rubric', at.rubric, `There is no rubric "${rubric}".`, {
    todo: didYouMean(
      rubric,
      rubrics.map(({ name }) => name),
    ),
  });
}

function silentRubric({ name, at }: ActionRule, { file, status }: Rubric): readonly Problem[] {
  if (status === 'live') return [];
  return [
    warning('sync/action-never', at.rubric, `"${name}" does nothing yet: ${file} has the status ${status}.`, {
      why: 'Only what a live rubric says is acted on.',
    }),
  ];
}

/** `nobodyHas`: such as "No live rubric has". */
function tierProblems(
  { name, tiers, at }: ActionRule,
  rubrics: readonly Rubric[],
  nobodyHas: string,
): readonly Problem[] {
  const known = rubrics.flatMap((rubric) => rubric.tiers);
  const names = [...new Set(known.map((tier) => tier.name))];
  return tiers.flatMap((tier, index) => {
    const place = at.tiers[index] ?? at.name;
    const meant = known.filter((each) => each.name === tier);
    if (meant.length === 0)
      return [error('sync/unknown-tier', place, `${nobodyHas} a tier "${tier}".`, { todo: didYouMean(tier, names) })];
    if (meant.some(({ action }) => action.do !== 'nothing')) return [];
    return [
      warning('sync/action-never', place, `"${name}" does nothing for the tier "${tier}": its action is "nothing".`, {
        todo: 'Give the tier another action in its rubric, or take it out here.',
      }),
    ];
  });
}
