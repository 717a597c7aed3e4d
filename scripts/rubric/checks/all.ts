import type { Problem } from '../../problem.js';
import type { Project } from '../model.js';
import { capNeverBinds, capTooLow } from './caps.js';
import { changes } from './changes.js';
import type { Check } from './check.js';
import { contradiction } from './contradiction.js';
import { crmLengths } from './crm-lengths.js';
import { deadCase } from './dead-case.js';
import { endlessCurve } from './endless-curve.js';
import { familyWithoutAct, twoFamilies } from './families.js';
import { impossibleValue } from './impossible-value.js';
import { nobodyDemoted } from './nobody-demoted.js';
import { nobodyEngaged } from './nobody-engaged.js';
import { overrides } from './overrides.js';
import { precedence } from './precedence.js';
import { tooLittleData } from './predictive-data.js';
import { predictiveOutcome } from './predictive-outcome.js';
import { predictiveTime } from './predictive-time.js';
import { untrained } from './predictive-untrained.js';
import { repeatedId, repeatedRubric } from './repeated-id.js';
import { retentionOfEvents, retentionOfLinks, retentionOfTiers } from './retention.js';
import { routes } from './routes.js';
import { neverTheSame } from './same-act.js';
import { lastTier, thresholdOrder, unreachableTier } from './tiers.js';
import { unusedSignal } from './unused-signal.js';
import { weights } from './weights.js';

export const checks: readonly Check[] = [
  repeatedRubric,
  repeatedId,
  unusedSignal,
  neverTheSame,
  impossibleValue,
  deadCase,
  contradiction,
  lastTier,
  unreachableTier,
  thresholdOrder,
  twoFamilies,
  familyWithoutAct,
  capTooLow,
  capNeverBinds,
  endlessCurve,
  weights,
  nobodyEngaged,
  changes,
  precedence,
  routes,
  overrides,
  untrained,
  tooLittleData,
  predictiveOutcome,
  predictiveTime,
  nobodyDemoted,
  crmLengths,
  retentionOfEvents,
  retentionOfLinks,
  retentionOfTiers,
];

/** Runs what can be judged: rubrics with faults are left out, and what looks across files waits until all are sound. */
export function runChecks(
  project: Project,
  state: { readonly isSound: boolean; readonly isFaulty: (file: string) => boolean },
): Problem[] {
  const sound = { ...project, rubrics: project.rubrics.filter((rubric) => !state.isFaulty(rubric.file)) };
  return checks.flatMap((each) => {
    if (each.scope === 'rubric') return each.check(sound);
    return state.isSound ? each.check(project) : [];
  });
}
