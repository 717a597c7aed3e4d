import { getDomain } from 'tldts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import type { Engine } from '../../scripts/engine/engine.js';
import { packagedDomainLists } from '../../scripts/generate/packaged/domain-lists.js';
import { hostsModel, publicSuffixesModel } from '../../scripts/generate/intermediate/domains.js';
import type { Project } from '../../scripts/rubric/model.js';

const lists = packagedDomainLists();
let engine: Engine;

beforeAll(async () => {
  engine = await openDuckDb({ database: 'p' });
  await engine.createSchema('p', 'd');
  await engine.writeTable(
    { database: 'p', schema: 'd', name: 'int_public_suffixes' },
    publicSuffixesModel(lists).sql ?? '',
  );
});
afterAll(async () => {
  await engine.close();
});

/** The model itself, over hosts as if they were mail domains. */
async function registrable(hosts: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const rows = `SELECT host AS email_domain, CAST(NULL AS STRING) AS website FROM UNNEST([${hosts.map((host) => `'${host}'`).join(', ')}]) AS host`;
  await engine.writeTable({ database: 'p', schema: 'd', name: 'int_person_records' }, rows);
  const project: Pick<Project, 'sources'> = { sources: [] };
  const sql = (hostsModel(project, lists).sql ?? '').replace(/\$\{ref\("(\w+)"\)\}/g, '`p.d.$1`');
  const found = await engine.query(sql);
  return new Map(found.map((row) => [String(row.host), row.registrable_domain]));
}

describe('registrable domains', () => {
  test('the suffix table gives what tldts gives', async () => {
    const stems = ['acme', 'a.b.acme', 'x'];
    const suffixes = lists.suffixes
      .filter((_, index) => index % 9 === 0)
      .map(({ suffix, kind }) => (kind === 'wildcard' ? `any.${suffix}` : suffix));
    const singles = ['com', 'de', 'io', 'museum', 'zz-unknown'];
    const hosts = [
      ...new Set([...suffixes, ...singles].flatMap((suffix) => stems.map((stem) => `${stem}.${suffix}`))),
    ].filter((host) => /^[a-z0-9.-]+$/.test(host));
    const found = await registrable(hosts);
    const wrong = hosts
      .map((host) => ({
        host,
        ours: found.get(host) ?? null,
        tldts: getDomain(host, { allowPrivateDomains: true, validateHostname: false }),
      }))
      .filter(({ ours, tldts }) => ours !== tldts);
    expect(hosts.length).toBeGreaterThan(2500);
    expect(wrong).toEqual([]);
  });

  test('exceptions, wildcards and hosts that are a suffix themselves', async () => {
    const found = await registrable([
      'www.ck',
      'shop.www.ck',
      'a.b.ck',
      'city.kawasaki.jp',
      'x.city.kawasaki.jp',
      'co.uk',
      'acme.co.uk',
      'you.github.io',
      'localhost.localdomain',
    ]);
    expect(Object.fromEntries(found)).toEqual({
      'www.ck': 'www.ck',
      'shop.www.ck': 'www.ck',
      'a.b.ck': 'a.b.ck',
      'city.kawasaki.jp': 'city.kawasaki.jp',
      'x.city.kawasaki.jp': 'city.kawasaki.jp',
      'co.uk': null,
      'acme.co.uk': 'acme.co.uk',
      'you.github.io': 'you.github.io',
      'localhost.localdomain': 'localhost.localdomain',
    });
  });

  test('free mail and throw-away addresses are known', () => {
    expect(lists.freeMail).toContain('gmail.com');
    expect(lists.freeMail).toContain('web.de');
    expect(lists.disposable).toContain('mailinator.com');
  });
});
