/**
 * The database that every test copies: Tryton's tables, one company, and a user who may do what a sync needs and no more.
 * Making it takes most of a minute, so that a dump is kept in node_modules and used as long as nothing it depends on changes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from '../child.js';
import type { Programs } from '../programs.js';
import type { Cluster } from './cluster.js';
import { startTrytond, writeSettings } from './trytond.js';

export const templateName = 'template_crm';
export const company = 1;
export const admin = { username: 'admin', password: 'Tpw8-kLm2_xZ' };
export const syncUser = { username: 'leadscore', password: 'qR7-mYw3_bKz' };

/** What the database is made from; a change of it makes another dump. The number stands for the code below. */
const recipe = {
  code: 1,
  modules: ['ir', 'res', 'sale_opportunity'],
  groups: ['Sale Opportunity', 'Party Administration'],
  users: [admin, syncUser],
  company,
};

const cache = resolve('test/crm/node_modules/.cache');

/** Makes the database, from the dump where there is one. Tells what it does, for it takes its time. */
export async function makeTemplate(programs: Programs, cluster: Cluster, tell: (line: string) => void): Promise<void> {
  const dump = join(cache, `tryton-${await version(programs)}.dump`);
  await cluster.sql('postgres', `CREATE DATABASE ${templateName}`);
  const target = `${cluster.uri}${templateName}`;
  if (existsSync(dump)) {
    tell("Tryton's database comes from the dump of an earlier run");
    await run(programs.pgRestore, ['--no-owner', '--exit-on-error', '-d', target, dump]);
    return;
  }
  tell('Tryton makes its tables, which takes about a minute');
  await makeTables(programs, cluster);
  await setUp(programs, cluster);
  mkdirSync(cache, { recursive: true });
  await run(programs.pgDump, ['-Fc', '-f', `${dump}.part`, target]);
  renameSync(`${dump}.part`, dump);
}

/** Of all that the dump's content comes from. */
async function version(programs: Programs): Promise<string> {
  const said = [await run(programs.trytondAdmin, ['--version']), await run(programs.pgDump, ['--version'])].join('');
  return createHash('sha256').update(said).update(JSON.stringify(recipe)).digest('hex').slice(0, 16);
}

async function makeTables(programs: Programs, cluster: Cluster): Promise<void> {
  const password = join(cluster.folder, 'admin-password');
  writeFileSync(password, `${admin.password}\n`);
  const modules = ['-u', ...recipe.modules, '--activate-dependencies'];
  const settings = writeSettings(cluster, 0);
  await run(
    programs.trytondAdmin,
    ['-c', settings, '-d', templateName, ...modules, '--email', 'admin@example.com', '-p'],
    { env: { TRYTONPASSFILE: password } },
  );
}

async function setUp(programs: Programs, cluster: Cluster): Promise<void> {
  const trytond = await startTrytond(programs, cluster, templateName);
  try {
    const call = await trytond.signIn(admin.username, admin.password);
    const rounding = { __class__: 'Decimal', decimal: '0.01' };
    const euro = { name: 'Euro', code: 'EUR', symbol: 'E', rounding, numeric_code: '978', digits: 2 };
    const currency = await one(call('model.currency.currency.create', [euro], {}));
    const party = await one(call('model.party.party.create', [{ name: 'Acme' }], {}));
    await call('model.company.company.create', [{ party, currency }], {});
    await call('model.res.user.write', [1], { companies: [['add', [company]]], company }, {});
    const groups = await call(
      'model.res.group.search_read',
      [['name', 'in', recipe.groups]],
      0,
      null,
      null,
      ['name'],
      {},
    );
    if (!Array.isArray(groups) || groups.length !== recipe.groups.length)
      throw new Error('Tryton has not the groups that a sync needs');
    const user = {
      name: 'Leadscore',
      login: syncUser.username,
      password: syncUser.password,
      groups: [['add', groups.map(({ id }: { id: number }) => id)]],
      companies: [['add', [company]]],
      company,
    };
    await call('model.res.user.create', [user], {});
  } finally {
    await trytond.stop();
  }
}

async function one(created: Promise<unknown>): Promise<number> {
  const ids = await created;
  if (!Array.isArray(ids) || typeof ids[0] !== 'number') throw new Error('Tryton created no record');
  return ids[0];
}
