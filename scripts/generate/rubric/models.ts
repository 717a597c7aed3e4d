/** Every model of one rubric. */
import { accountActs } from '../../rubric/account-acts.js';
import type { Project, Rubric } from '../../rubric/model.js';
import type { Model } from '../sqlx.js';
import { accountContributionsModel } from './account-contributions.js';
import { accountPartsModel } from './account-parts.js';
import { committeePeopleModel } from './committee-people.js';
import { committeeRolesModel } from './committee-roles.js';
import { membersModel, rubricAccountsModel } from './account-members.js';
import { accountPointsModel, accountScoresModel, leadAccountsModel } from './account-scores.js';
import { accounts } from './actor.js';
import { actsOfAccountsModel } from './acts-of-accounts.js';
import { appliesToModel } from './applies.js';
import { behaviourModel } from './behaviour.js';
import { curvesModel } from './curves.js';
import { demotionsModel } from './demotions.js';
import { dimensionActsModel } from './dimension-acts.js';
import { dimensionArmsModel } from './dimension-arms.js';
import { dimensionPointsModel } from './dimension-points.js';
import { dispositionsModel } from './dispositions.js';
import { drawsModel } from './draws.js';
import { engagedModel } from './engaged.js';
import { gatesModel } from './gates.js';
import { leadsModel, rubricActsModel } from './leads.js';
import { peopleModel } from './people.js';
import { predictiveModels } from './predictive.js';
import { ruleActsModel } from './rule-acts.js';
import { rulesModel } from './rules.js';
import { breakerModel } from './breaker.js';
import { contributionsModel } from './contributions.js';
import { dimensionsModel } from './dimensions.js';
import { limitsModel } from './limits.js';
import { scoresModel } from './scores.js';
import { standingsModel } from './standings.js';
import { tierStateModel } from './tier-state.js';
import { tiersModel } from './tiers.js';

export function rubricModels(project: Project, rubric: Rubric): readonly Model[] {
  return [
    peopleModel(project, rubric),
    appliesToModel(project, rubric),
    leadsModel(project, rubric),
    rubricActsModel(project, rubric),
    behaviourModel(rubric),
    rulesModel(project, rubric),
    curvesModel(rubric),
    ...rubric.dimensions.flatMap((dimension) => [
      ruleActsModel(rubric, dimension),
      dimensionActsModel(rubric, dimension),
      dimensionArmsModel(project, rubric, dimension),
      dimensionPointsModel(project, rubric, dimension),
    ]),
    dimensionsModel(rubric),
    membersModel(rubric),
    rubricAccountsModel(project, rubric),
    actsOfAccountsModel(rubric),
    ...accountActs(rubric).flatMap((section) => [
      ruleActsModel(rubric, section, accounts),
      dimensionActsModel(rubric, section, accounts),
    ]),
    engagedModel(project, rubric),
    accountPartsModel(rubric),
    accountContributionsModel(project, rubric),
    committeePeopleModel(project, rubric),
    committeeRolesModel(rubric),
    accountScoresModel(rubric),
    leadAccountsModel(rubric),
    accountPointsModel(rubric),
    limitsModel(project, rubric),
    scoresModel(rubric),
    contributionsModel(rubric),
    ...predictiveModels(project, rubric),
    gatesModel(project, rubric),
    demotionsModel(rubric),
    breakerModel(project, rubric),
    tierStateModel(project, rubric),
    tiersModel(project, rubric),
    drawsModel(rubric),
    standingsModel(project, rubric),
    dispositionsModel(project, rubric),
  ].filter((model) => model !== undefined);
}
