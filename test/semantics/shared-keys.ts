/** Keys of files that all rubrics share, `signals.yaml` and `standards.yaml`: what those files say without each. */
import type { Key } from './keys.js';
import type { EnrichmentRules } from './plain/enrichment.js';
import { type SharedFiles, sharedFiles } from './plain/standards.js';

const { fields = {}, ...common } = sharedFiles.enrichment;

function withoutKey<Value>(map: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

function withEnrichment(enrichment: EnrichmentRules): SharedFiles {
  return { ...sharedFiles, enrichment };
}

function withoutInCommon(key: keyof typeof common): SharedFiles {
  return withEnrichment({ ...withoutKey(common, key), fields });
}

function withoutInFields(key: keyof typeof common): SharedFiles {
  const cut = Object.entries(fields).map(([field, rule]) => [field, withoutKey({ ...rule }, key)]);
  return withEnrichment({ ...common, fields: Object.fromEntries(cut) });
}

export const sharedKeys: ReadonlyMap<Key, SharedFiles> = new Map([
  ['a signal.same_act', { ...sharedFiles, sameActs: {} }],
  ['the enrichment.vendors', withoutInCommon('vendors')],
  ['the enrichment.max_age', withoutInCommon('max_age')],
  ['the enrichment.needs_confirmation', withoutInCommon('needs_confirmation')],
  ['the enrichment.fields', withEnrichment(common)],
  ['an enriched field.vendors', withoutInFields('vendors')],
  ['an enriched field.max_age', withoutInFields('max_age')],
  ['an enriched field.needs_confirmation', withoutInFields('needs_confirmation')],
]);
