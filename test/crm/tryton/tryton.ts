/** A real Tryton with a fresh copy of the template, as `test/sync/tryton/behaviours.ts` asks for it. */
import type { TrytonUnderTest } from '../../sync/tryton/behaviours.js';
import type { Programs } from '../programs.js';
import type { Cluster } from './cluster.js';
import { admin, company, syncUser, templateName } from './template.js';
import { startTrytond, type Trytond } from './trytond.js';

export interface RealTryton extends TrytonUnderTest {
  readonly database: string;
  sql(query: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

let copies = 0;

/** Starts one; its database is dropped when it is closed. */
export async function copiedTryton(programs: Programs, cluster: Cluster): Promise<RealTryton> {
  copies += 1;
  const database = `crm_${copies}`;
  await cluster.sql('postgres', `CREATE DATABASE ${database} TEMPLATE ${templateName}`);
  const trytond: Trytond = await startTrytond(programs, cluster, database);
  const call = await trytond.signIn(admin.username, admin.password);
  const sql = (query: string): Promise<readonly string[]> => cluster.sql(database, query);
  const [user = ''] = await sql(`SELECT id FROM res_user WHERE login = '${syncUser.username}'`);

  const created = async (model: string, records: readonly object[]): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (let at = 0; at < records.length; at += 1000) {
      const made = await call(`model.${model}.create`, records.slice(at, at + 1000), { company });
      if (!Array.isArray(made)) throw new Error('Tryton created no records');
      ids.push(...made.map(String));
    }
    return ids;
  };

  return {
    url: trytond.url,
    login: { database, ...syncUser },
    company,
    database,
    sql,
    leads: (count) =>
      created(
        'sale.opportunity',
        Array.from({ length: count }, () => ({ company, state: 'lead' })),
      ),
    parties: (...named) => created('party.party', named),
    employees: async (count) => {
      const parties = await created(
        'party.party',
        Array.from({ length: count }, (_, at) => ({ name: `Employee ${at}` })),
      );
      return created(
        'company.employee',
        parties.map((party) => ({ party: Number(party), company })),
      );
    },
    // Every write leaves a row in Tryton's own history, with who did it.
    writes: async (ids) => {
      const lines = await sql(
        `SELECT id, COUNT(*) FROM sale_opportunity__history WHERE write_uid = ${user} GROUP BY id`,
      );
      const counts = new Map(lines.map((line) => line.split('|')).map(([id, count]) => [id, Number(count)]));
      return ids.map((id) => counts.get(id) ?? 0);
    },
    endSessions: async () => {
      await sql(`DELETE FROM ir_session WHERE create_uid = ${user}`);
    },
    openSessions: async () => Number((await sql(`SELECT COUNT(*) FROM ir_session WHERE create_uid = ${user}`))[0]),
    close: async () => {
      await trytond.stop();
      await cluster.sql('postgres', `DROP DATABASE ${database} WITH (FORCE)`);
    },
  };
}
