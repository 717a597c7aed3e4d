import type { Database } from '../open-database.js';
import { markdownTable, whole } from './table.js';

/**
 * Rows at each hop, a line per connector, of a run of test/projects/connectors. Throws where a connector of
 * `mustArrive` gives no person, no act or no account.
 */
export async function sourcesTable(database: Database, names: readonly string[], mustArrive: boolean): Promise<string> {
  const relations = await database.rows(
    'SELECT table_schema AS folder, table_name AS name FROM information_schema.tables ORDER BY table_schema, table_name',
  );
  const count = async (folder: string, name: string): Promise<number> =>
    database.number(`SELECT count(*) FROM "${folder}"."${name}"`);
  const lines: string[][] = [];
  for (const source of names) {
    const raw = relations.filter(({ folder }) => folder === source);
    const rawRows = await Promise.all(raw.map(({ name }) => count(source, String(name))));
    const ofSource = async (table: string): Promise<number> =>
      relations.some(({ name }) => name === table)
        ? database.number(`SELECT count(*) FROM ${table} WHERE source = '${source}'`)
        : 0;
    const facts = await Promise.all(
      ['touches', 'tasks', 'tickets', 'spend', 'opportunity_stages', 'status_history', 'consents'].map((fact) =>
        ofSource(`int_${fact}`),
      ),
    );
    const acts = await database.number(
      `SELECT count(*) FROM int_acts WHERE stream IN ('${source}', '${source}_campaigns')`,
    );
    const opportunities = await database.number(
      `SELECT count(*) FROM int_opportunities WHERE opportunity_key LIKE 'crm:${source}:%'`,
    );
    const people = `
      SELECT lead_id FROM int_record_person WHERE record_key LIKE 'crm:${source}:%'
      UNION
      SELECT lead_id FROM int_record_person
      JOIN int_acts USING (record_key) WHERE stream IN ('${source}', '${source}_campaigns')`;
    const reached = await database.number(
      `SELECT count(DISTINCT lead_id) FROM (${people}) JOIN int_people USING (lead_id)`,
    );
    const accounts = await database.number(`
      SELECT count(DISTINCT account_id) FROM (
        SELECT account_id FROM int_account_records WHERE record_key LIKE 'crm:${source}:%'
        UNION
        SELECT account_id FROM int_person_accounts JOIN (${people}) USING (lead_id)
      )`);
    if (mustArrive && (reached === 0 || acts === 0 || accounts === 0)) {
      throw new Error(`${source}: ${reached} people, ${acts} acts, ${accounts} accounts`);
    }
    lines.push(
      [
        raw.length,
        rawRows.reduce((sum, rows) => sum + rows, 0),
        await ofSource('int_person_records'),
        await database.number(`SELECT count(*) FROM int_account_records WHERE record_key LIKE 'crm:${source}:%'`),
        opportunities,
        acts,
        facts.reduce((sum, rows) => sum + rows, 0),
        reached,
        accounts,
      ]
        .map(whole)
        .toSpliced(0, 0, source),
    );
  }
  return markdownTable(
    [
      'source',
      'raw tables>',
      'raw rows>',
      'person records>',
      'account records>',
      'deals>',
      'acts>',
      'facts>',
      'people>',
      'accounts>',
    ],
    lines,
  );
}
