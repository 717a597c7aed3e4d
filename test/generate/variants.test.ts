/**
 * What `language.test.ts` has no place for, since one project cannot have everything: raw columns that a source declares, every
 * kind of fact, models beside the rules, a breaker, and match keys with all their limits. Whole models, in `variants/definitions/`;
 * `npx vitest run test/generate/variants.test.ts -u` writes them anew.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { projectModels } from '../../scripts/generate/models.js';
import { renderModel } from '../../scripts/generate/sqlx.js';
import { resolveProject } from '../../scripts/rubric/project.js';
import { yamlTexts } from './yaml-texts.js';

const own = fileURLToPath(new URL('variants', import.meta.url));
const texts = new Map([...yamlTexts(join(own, 'rubrics'))].map(([file, text]) => [`rubrics/${file}`, text]));

/** What differs from the language's project; the rest is the same text. */
const kept =
  /\/(?:base_|assert_base_|stg_|demoted_(?:predictive|demot|gates|tiers|stand|breaker)|ranked_(?:predictive|gates|tiers|breaker)|lead_predictive|lead_scores|work_queue|int_(?:touches|tasks|tickets|spend|opportunity_stages|status_history|consents|input_|match_keys|identity|record_comp|people|event_places|moved))/;

test('[A2] declared columns, facts, models beside the rules, a breaker and all limits of match keys make these models', async () => {
  const { project, problems } = resolveProject({ directory: '/project', texts, customModels: new Set() });
  expect(problems.map(({ code, what }) => `${code}: ${what}`)).toEqual([
    'sources/absent-columns: The raw table "crm.lead" has no column lost: it is unknown in every row.',
    'sources/absent-table: The source "crm" has no raw table "note": nothing is read from it.',
  ]);
  if (project === undefined) return;
  const models = projectModels(project, { suffixes: [], freeMail: [], disposable: [], roleAddresses: [] }).filter(
    ({ path }) => kept.test(path),
  );
  for (const model of models) await expect(renderModel(model)).toMatchFileSnapshot(join(own, model.path));
  const files = readdirSync(own, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  expect(files.filter((name) => name.endsWith('.sqlx')).toSorted()).toEqual(models.map(({ path }) => path).toSorted());
});
