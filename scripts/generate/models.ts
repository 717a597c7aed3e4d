/** Every model that a project's texts ask for. Pure: the same project gives the same models, in the same order. */
import type { Project, RawTable } from '../rubric/model.js';
import { eventCountsModel, eventPlacesModel } from './health/event-counts.js';
import { inputCountsModel } from './health/input-counts.js';
import { inputFindingsModel } from './health/input-findings.js';
import { inputHealthTable } from './health/input-health.js';
import { inputTouchesModel } from './health/input-touches.js';
import { rawEventCountsModel } from './health/raw-event-counts.js';
import { accountActsModel } from './intermediate/account-acts.js';
import { accountAncestorsModel } from './intermediate/account-ancestors.js';
import { accountParentsModel, parentsConvergedAssertion } from './intermediate/account-parents.js';
import { accountRecordsModel, accountsModel } from './intermediate/accounts.js';
import { actCopiesModel } from './intermediate/act-copies.js';
import { actsModels } from './intermediate/acts.js';
import { asOfModel } from './intermediate/as-of.js';
import { componentsModel, recordsConvergedAssertion } from './intermediate/components.js';
import { countriesModel } from './intermediate/countries.js';
import {
  type DomainLists,
  hostsModel,
  mailboxDomainsModel,
  mailboxesModel,
  publicSuffixesModel,
  roleAddressesModel,
} from './intermediate/domains.js';
import { factModels } from './intermediate/facts.js';
import { forgottenModel } from './intermediate/forgotten.js';
import { eventArrivalsModel } from './intermediate/event-arrivals.js';
import { eventsModels } from './intermediate/events.js';
import { cadencesOf, enrichmentModels } from './intermediate/enrichment.js';
import { goneRecordsModel } from './intermediate/gone-records.js';
import { lateNewsModel } from './intermediate/late-news.js';
import { leadFactsModel } from './intermediate/lead-facts.js';
import { matchKeysModel } from './intermediate/match-keys.js';
import { opportunitiesModel, outcomesModel } from './intermediate/opportunities.js';
import { overridesAreSoundAssertion, overridesModel } from './intermediate/overrides.js';
import { peopleModel } from './intermediate/people.js';
import { movedPeopleModel, personIdLogModel } from './intermediate/person-ids.js';
import { personAccountsModel } from './intermediate/person-accounts.js';
import { personRecordsModel } from './intermediate/person-records.js';
import { recordArrivalsModel } from './intermediate/record-arrivals.js';
import { retentionModel } from './intermediate/retention.js';
import { sightingsModel } from './intermediate/sightings.js';
import { tierLogModel } from './intermediate/tier-log.js';
import { identityLinksModels, identityPeopleModel, recordPersonModel } from './intermediate/record-person.js';
import { recordPersonsModel } from './intermediate/record-persons.js';
import { accountReasonsModels } from './outputs/account-reasons.js';
import { accountIssuesTable } from './outputs/account-issues.js';
import { accountScoresTable, accountsTable } from './outputs/accounts.js';
import { buyingCommitteeModels } from './outputs/buying-committees.js';
import { scoreBandConversionTable, tierOutcomesTable } from './outputs/conversion.js';
import { crmUpdatesTable } from './outputs/crm-updates.js';
import { enrichmentConflictsTable } from './outputs/enrichment-conflicts.js';
import {
  identityIssuesTable,
  leadRecordsCompleteAssertion,
  leadRecordsTable,
  personIdHistoryTable,
} from './outputs/identity.js';
import { leadScoreReasonsTable, leadScoresTable, leadsTable, reasonsAddUpAssertion } from './outputs/lead-scores.js';
import { predictiveReasonsModels } from './outputs/predictive-reasons.js';
import { salesRejectionsTable } from './outputs/sales-rejections.js';
import { scoredRubrics } from './outputs/shape.js';
import { tierTransitionsTable } from './outputs/tier-transitions.js';
import { workQueueTable } from './outputs/work-queue.js';
import { familyCurvesModel } from './rubric/family-curves.js';
import { rubricModels } from './rubric/models.js';
import { baseModels } from './sources/base.js';
import { declarationModel } from './sources/declaration.js';
import { shardAssertions, stagingModel } from './sources/staging.js';
import type { Model } from './sqlx.js';

/** A raw table that a model can read: none that is a model itself, and none that the source lacks. */
function isThere(table: RawTable): boolean {
  return table.model === undefined && table.isAbsent !== true;
}

/** Each raw table as a declaration, and each entity that no hand-written model maps, in the canonical shape. */
export function sourceModels(project: Project): readonly Model[] {
  return project.sources.flatMap((source) => [
    ...source.tables.filter(isThere).map((table) => declarationModel(source, table)),
    ...source.tables.flatMap((table) => baseModels(source, table)),
    ...source.entities.filter((mapping) => !mapping.isCustom).map((mapping) => stagingModel(source, mapping)),
    ...source.entities.flatMap((mapping) => shardAssertions(source, mapping)),
  ]);
}

/** What all rubrics read: who there is, and what they did. */
export function intermediateModels(project: Project, lists: DomainLists): readonly Model[] {
  return [
    asOfModel(project.standards),
    forgottenModel(),
    retentionModel(project),
    familyCurvesModel(project),
    publicSuffixesModel(lists),
    mailboxDomainsModel(project, lists),
    roleAddressesModel(project, lists),
    countriesModel(project),
    personRecordsModel(project),
    hostsModel(project, lists),
    mailboxesModel(project),
    recordArrivalsModel(),
    goneRecordsModel(project),
    matchKeysModel(project),
    componentsModel(project.identity),
    recordPersonsModel(),
    recordsConvergedAssertion(),
    personIdLogModel(),
    movedPeopleModel(),
    peopleModel(project),
    accountRecordsModel(project),
    personAccountsModel(project),
    accountsModel(project),
    accountParentsModel(),
    parentsConvergedAssertion(),
    accountAncestorsModel(),
    ...eventsModels(project),
    eventArrivalsModel(project),
    ...actsModels(project),
    accountActsModel(project),
    ...identityLinksModels(project),
    identityPeopleModel(project),
    recordPersonModel(project.identity),
    sightingsModel(project),
    lateNewsModel(project),
    actCopiesModel(project),
    opportunitiesModel(project),
    outcomesModel(project),
    ...factModels(project),
    overridesModel(project),
    overridesAreSoundAssertion(project),
    ...enrichmentModels(project),
    ...cadencesOf(project).map((cadence) => leadFactsModel(project, cadence)),
    eventCountsModel(project),
    eventPlacesModel(project),
    inputCountsModel(project),
    inputTouchesModel(project),
    inputFindingsModel(project),
    rawEventCountsModel(project),
    tierLogModel(project),
  ].filter((model) => model !== undefined);
}

/** The public tables, over the models of all rubrics. */
export function outputModels(project: Project): readonly Model[] {
  return [
    leadsTable(project),
    leadRecordsTable(),
    leadRecordsCompleteAssertion(),
    personIdHistoryTable(),
    identityIssuesTable(project),
    accountsTable(project),
    accountIssuesTable(),
    leadScoreReasonsTable(project),
    leadScoresTable(project),
    reasonsAddUpAssertion(project),
    ...predictiveReasonsModels(project),
    accountScoresTable(project),
    ...accountReasonsModels(project),
    ...buyingCommitteeModels(project),
    enrichmentConflictsTable(project),
    tierOutcomesTable(project),
    scoreBandConversionTable(project),
    tierTransitionsTable(),
    salesRejectionsTable(project),
    crmUpdatesTable(project),
    workQueueTable(project),
    inputHealthTable(project),
  ].filter((model) => model !== undefined);
}

export function projectModels(project: Project, lists: DomainLists): readonly Model[] {
  return [
    ...sourceModels(project),
    ...intermediateModels(project, lists),
    ...scoredRubrics(project).flatMap((rubric) => rubricModels(project, rubric)),
    ...outputModels(project),
  ];
}
