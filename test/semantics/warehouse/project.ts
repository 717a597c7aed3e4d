/** The texts of a project that holds many rubrics over one source of all canonical inputs. */
import { canonicalEntities, type EntityName } from '../../../scripts/generate/canonical.js';
import { artefacts, jsonText } from '../artefacts.js';
import { accountAttributes, leadAttributes } from '../plain/fields.js';
import {
  accountSignals,
  committeeRoles,
  domains,
  emailOpen,
  enrichment,
  eventSignals,
  lists,
  regions,
  responseSignal,
  sameActs,
  seniorities,
} from '../plain/standards.js';

export const sourceName = 'crm';

/** Name -> YAML text. */
export type RubricTexts = ReadonlyMap<string, string>;

const entityNames = Object.keys(canonicalEntities).filter((name): name is EntityName => name in canonicalEntities);

/** Those that are no canonical columns. */
function attributesOf(entity: EntityName): Readonly<Record<string, string>> {
  const { attributes, columns } = canonicalEntities[entity];
  const own: Readonly<Record<string, string>> =
    attributes === 'lead' ? leadAttributes : attributes === 'account' ? accountAttributes : {};
  return Object.fromEntries(Object.entries(own).filter(([name]) => !(name in columns)));
}

/** Column -> type of an entity, as its staging table has them. */
export function columnsOf(entity: EntityName): Readonly<Record<string, string>> {
  const columns = Object.entries(canonicalEntities[entity].columns).map(([name, { type }]): [string, string] => [
    name,
    type,
  ]);
  return { ...Object.fromEntries(columns), ...attributesOf(entity) };
}

const json = (value: unknown): string => JSON.stringify(value);

function sourceText(): string {
  const entities = entityNames.map((entity) => {
    const columns = Object.fromEntries(Object.keys(canonicalEntities[entity].columns).map((name) => [name, name]));
    const attributes = Object.fromEntries(
      Object.entries(attributesOf(entity)).map(([name, type]) => [name, { type, from: name }]),
    );
    return [entity, { from: entity, columns, ...(Object.keys(attributes).length > 0 && { attributes }) }];
  });
  const tables = Object.fromEntries(entityNames.map((entity) => [entity, null]));
  return json({ source: sourceName, dataset: sourceName, tables, entities: Object.fromEntries(entities) });
}

function lockText(): string {
  const tables = Object.fromEntries(entityNames.map((entity) => [entity, { columns: columnsOf(entity) }]));
  return json({ source: sourceName, tables });
}

function standardsText(timeZone: string): string {
  return json({
    time_zone: timeZone,
    internal_domains: [domains.internal],
    competitor_domains: [domains.competitor],
    seniority: seniorities.map(([label, word]) => ({ [label]: [`(?i)${word}`] })),
    committee_roles: Object.entries(committeeRoles).map(([role, seniority]) => ({ [role]: [{ seniority }] })),
    regions,
    lists,
    enrichment,
  });
}

function sameAct(signal: string): Readonly<Record<string, unknown>> {
  const per = sameActs[signal];
  return per === undefined ? {} : { same_act: { by: 'content', per } };
}

function signalsText(): string {
  const events = eventSignals.map((signal) => [
    signal,
    { from: [{ event: signal }], ...(signal === emailOpen && { email_open: true }), ...sameAct(signal) },
  ]);
  const response = [responseSignal, { from: [{ event: 'campaign_response' }], ...sameAct(responseSignal) }];
  const ofAccounts = accountSignals.map((signal) => [signal, { of: 'account', from: [{ event: signal }] }]);
  return json({ signals: Object.fromEntries([...events, response, ...ofAccounts]) });
}

/** A rubric to route to. */
export const otherRubric = 'other';

const otherText = json({
  rubric: otherRubric,
  version: 1,
  status: 'live',
  purpose: 'tests',
  outcome: { label: 'opportunity', within: '90d' },
  dimensions: { fit: { criteria: { one: { when: { field: 'lead.has_account', is: true }, points: 1 } } } },
  total: { sum: { fit: 1 } },
  bands: [0],
  tiers: [{ tier: 'rest', otherwise: true, action: { do: 'nothing' } }],
});

/** Path -> text of every file that `resolveProject` reads. */
export function projectTexts(rubrics: RubricTexts, timeZone: string): ReadonlyMap<string, string> {
  return new Map([
    ['rubrics/shared/standards.yaml', standardsText(timeZone)],
    ['rubrics/shared/signals.yaml', signalsText()],
    ['rubrics/shared/outcomes.yaml', json({ outcomes: { opportunity: { opportunity: 'created' } } })],
    ['rubrics/shared/precedence.yaml', json({ precedence: [...rubrics.keys(), otherRubric] })],
    [`rubrics/sources/${sourceName}.yaml`, sourceText()],
    [`rubrics/sources/${sourceName}.lock.yaml`, lockText()],
    [`rubrics/${otherRubric}.yaml`, otherText],
    ...[...artefacts].map(([path, model]) => [path, jsonText(model)] as const),
    ...[...rubrics].map(([name, text]) => [`rubrics/${name}.yaml`, text] as const),
  ]);
}
