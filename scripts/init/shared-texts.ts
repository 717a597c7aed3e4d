/** The files that every rubric of a new project shares. */
import fs from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';

/** Of leadscore's own lists: titles, countries, industries and sizes; nobody's domains and nobody's own lists. */
export function standardsText(packageFolder: string, timeZone: string, internalDomains: readonly string[]): string {
  const document = parseDocument(fs.readFileSync(path.join(packageFolder, 'rubrics/shared/standards.yaml'), 'utf8'));
  document.set('time_zone', timeZone);
  document.set('internal_domains', document.createNode(internalDomains, { flow: true }));
  document.set('competitor_domains', document.createNode([], { flow: true }));
  document.delete('lists');
  return document.toString({ lineWidth: 0 });
}

/** What the rubric is judged against; without opportunities there is nothing to judge by yet. */
export const outcomesText = `# What a rubric is judged against.
outcomes:
  opportunity:
    description: An opportunity was created with the person or their account
    opportunity: created
`;

/** Dataform's own settings. */
export function settingsText(database: string, location: string): string {
  return `# Dataform's own settings. On BigQuery, defaultProject is your Google Cloud project.
# @dataform/core is pinned in package.json; naming a version here, too, would make Dataform refuse node_modules.
defaultProject: ${JSON.stringify(database)}
defaultLocation: ${JSON.stringify(location)}
defaultDataset: leadscore
defaultAssertionDataset: leadscore_assertions
vars:
  # Empty: the clock of the warehouse. \`leadscore run --as-of\` sets it.
  as_of: ""
`;
}
