import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CsvFile } from './csv-file.js';
import { filesTables, planTables, salesforceTables, toolsTables, truthTables } from './tables.js';

export type Files<Tables extends Record<string, readonly string[]>> = {
  readonly [Table in keyof Tables]: CsvFile<Tables[Table][number]>;
};

/** Every CSV file of a demo, open for writing. */
export interface Writer {
  readonly salesforce: Files<typeof salesforceTables>;
  readonly files: Files<typeof filesTables>;
  readonly tools: Files<typeof toolsTables>;
  readonly truth: Files<typeof truthTables>;
  readonly plan: Files<typeof planTables>;
  close(): void;
  /** Closes without writing what is still in memory. */
  discard(): void;
}

export function openWriter(directory: string): Writer {
  const opened: { close(): void; discard(): void }[] = [];
  const open = <Column extends string>(folder: string, table: string, columns: readonly Column[]): CsvFile<Column> => {
    mkdirSync(join(directory, folder), { recursive: true });
    const file = new CsvFile(join(directory, folder, `${table}.csv`), columns);
    opened.push(file);
    return file;
  };
  return {
    salesforce: {
      lead: open('salesforce', 'lead', salesforceTables.lead),
      contact: open('salesforce', 'contact', salesforceTables.contact),
      account: open('salesforce', 'account', salesforceTables.account),
      opportunity: open('salesforce', 'opportunity', salesforceTables.opportunity),
      campaign: open('salesforce', 'campaign', salesforceTables.campaign),
      campaign_member: open('salesforce', 'campaign_member', salesforceTables.campaign_member),
    },
    files: { marketing_events: open('files', 'marketing_events', filesTables.marketing_events) },
    tools: {
      tool_events: open('tools', 'tool_events', toolsTables.tool_events),
      tier_decisions: open('tools', 'tier_decisions', toolsTables.tier_decisions),
    },
    truth: {
      truth_people: open('truth', 'truth_people', truthTables.truth_people),
      truth_outcomes: open('truth', 'truth_outcomes', truthTables.truth_outcomes),
    },
    plan: {
      visitors: open('plan', 'visitors', planTables.visitors),
      planned_hits: open('plan', 'planned_hits', planTables.planned_hits),
    },
    close: () => opened.forEach((file) => file.close()),
    discard: () => opened.forEach((file) => file.discard()),
  };
}
