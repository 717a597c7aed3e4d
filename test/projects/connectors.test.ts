import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCommand } from '../../scripts/commands/build.js';
import { checkCommand } from '../../scripts/commands/check.js';
import { addSourceCommand } from '../../scripts/commands/sources-add.js';
import { canonicalFacts } from '../../scripts/generate/canonical-facts.js';
import { type ConnectorsProject, connectors, connectorsProject } from './connectors/with-connectors.js';
import { type Database, openDatabases } from './open-database.js';
import { succeeded } from './project-copy.js';

/** What all rubrics share, and the staging that it reads. */
const models = ['+int_acts', '+int_record_person', '+int_person_accounts', '+int_opportunities'].concat(
  Object.keys(canonicalFacts).map((fact) => `+int_${fact}`),
);

describe('[A1] every connector', () => {
  let project: ConnectorsProject;
  beforeAll(async () => {
    project = await connectorsProject(connectors);
  }, 300_000);
  afterAll(() => {
    project?.copy.remove();
  });

  test('there are eight', () => {
    expect(connectors).toEqual(['files', 'ga4', 'hubspot', 'marketo', 'pardot', 'salesforce', 'segment', 'snowplow']);
  });

  test('is taken in by one command, and every query is in the portable subset', async () => {
    const checked = succeeded(await project.copy.command((context) => checkCommand(context, {})));
    expect(checked.said).toMatch(/\n?1 rubric and \d+ queries: no errors/);
  });

  test('[A2] what the raw tables lack is said once, by name', () => {
    const said = project.built.said.split('\n').filter((line) => /^ {2}The (source|raw table) /.test(line));
    expect(said).toContain(
      '  The raw table "hubspot.deal" has no columns _fivetran_deleted and property_closed_lost_reason: they are unknown in every row.',
    );
    expect(said).toContain('  The source "hubspot" has no raw table "merged_deal": nothing is read from it.');
    expect(new Set(said).size).toBe(said.length);
  });

  test('in JSON, too', async () => {
    const run = await project.copy.command((context) => buildCommand({ ...context, json: true }, { check: true }));
    const problems: unknown = JSON.parse(run.said);
    expect(problems).toMatchObject({
      problems: expect.arrayContaining([expect.objectContaining({ code: 'sources/absent-table' })]),
    });
  });

  test('is not taken in twice: what was changed since is not lost', async () => {
    const again = await project.copy.command((context) =>
      addSourceCommand(context, { name: 'snowplow', engine: 'duckdb' }),
    );
    expect(again.code).toBe(1);
    expect(again.said).toContain(
      'rubrics/sources/snowplow.yaml:1:1  sources/file-is-there\n  rubrics/sources/snowplow.yaml is there already; it may hold changes of your own.\n  Move it away, add the connector, and bring your changes over.\n',
    );
  });

  test('a name that is none is told apart', async () => {
    const none = await project.copy.command((context) =>
      addSourceCommand(context, { name: 'hubsport', engine: 'duckdb' }),
    );
    expect(none.said).toContain(
      'sources/unknown-connector\n  There is no connector "hubsport".\n  Did you mean "hubspot"?',
    );
  });
});

describe('connectors with their fixtures', () => {
  let project: ConnectorsProject;
  let database: Database;
  beforeAll(async () => {
    project = await connectorsProject(['files', 'hubspot', 'segment', 'snowplow']);
    succeeded(await project.copy.run({ asOf: '2026-05-01', select: models }));
    database = await openDatabases({ leadscore: project.copy.path('.leadscore/warehouse.duckdb') });
  }, 300_000);
  afterAll(() => {
    database?.close();
    project?.copy.remove();
  });

  test.each(['files', 'hubspot', 'segment', 'snowplow'])(
    '[A1] %s gives a person, an act and an account',
    async (source) => {
      expect(
        await database.row(`
        SELECT
          count(DISTINCT lead_id) > 0 AS people,
          count(DISTINCT act_key) > 0 AS acts,
          count(DISTINCT account_id) > 0 AS accounts
        FROM int_acts
        JOIN int_record_person USING (record_key)
        LEFT JOIN int_person_accounts USING (lead_id)
        WHERE stream = '${source}'`),
      ).toEqual({ people: true, acts: true, accounts: true });
    },
  );

  test('[A3] a merged contact that HubSpot forgot leads to its survivor, deleted ones stay marked', async () => {
    expect(
      await database.rows(`
        SELECT record_id, email, do_not_contact, merged_into_id, is_deleted
        FROM int_person_records WHERE source = 'hubspot' ORDER BY record_id`),
    ).toEqual([
      {
        record_id: '101',
        email: 'ada.kern@brightmillworks.com',
        do_not_contact: false,
        merged_into_id: null,
        is_deleted: false,
      },
      {
        record_id: '102',
        email: 'Jo.Osei@northlakeretail.co.uk',
        do_not_contact: true,
        merged_into_id: null,
        is_deleted: false,
      },
      // A hashed address is no address.
      { record_id: '103', email: null, do_not_contact: null, merged_into_id: null, is_deleted: false },
      {
        record_id: '104',
        email: 'gone@elsewhere.example',
        do_not_contact: false,
        merged_into_id: null,
        is_deleted: true,
      },
      { record_id: '105', email: null, do_not_contact: null, merged_into_id: '101', is_deleted: true },
    ]);
    expect(
      await database.number(
        "SELECT count(DISTINCT lead_id) FROM int_record_person WHERE record_key IN ('crm:hubspot:101', 'crm:hubspot:105')",
      ),
    ).toBe(1);
  });

  test('[A1] touches, tasks, tickets, spend, stages, statuses and consents come with their person, account and time', async () => {
    const facts = await Promise.all(
      Object.keys(canonicalFacts).map(async (fact) => [
        fact,
        await database
          .rows(`SELECT fact_key FROM int_${fact} ORDER BY fact_key`)
          .then((rows) => rows.map((row) => row.fact_key)),
      ]),
    );
    expect(Object.fromEntries(facts)).toEqual({
      touches: ['hubspot:401.101', 'hubspot:401.103', 'hubspot:402.101'],
      tasks: ['hubspot:403'],
      // The other ticket was deleted.
      tickets: ['hubspot:501'],
      spend: ['files:events.Spring fair.2026-03-15', 'files:paid search..2026-03-01'],
      opportunity_stages: [
        'hubspot:301.s1.1775825302000000',
        'hubspot:302.s1.1775047702000000',
        'hubspot:302.s2.1776675600000000',
      ],
      status_history: ['hubspot:101.lifecyclestage.1772357567001000', 'hubspot:101.lifecyclestage.1773136800000000'],
      consents: ['hubspot:e4'],
    });
    expect(
      await database.row(`
        SELECT
          (SELECT count(lead_id) FROM int_touches) AS touched,
          (SELECT count(account_id) FROM int_tickets) AS of_account,
          (SELECT count(*) FROM int_consents WHERE NOT is_given AND lead_id IS NOT NULL) AS withdrawn,
          (SELECT count(*) FROM int_opportunity_stages JOIN int_opportunities USING (opportunity_key)) AS of_deals,
          (SELECT count(*) FROM int_spend WHERE first_known_at > happened_at AND NOT is_known_at_assumed) AS told_late`),
    ).toEqual({ touched: 3, of_account: 1, withdrawn: 1, of_deals: 3, told_late: 2 });
  });

  test('an act that arrived late is known late, one that was sent twice is one, and a machine leaves none', async () => {
    expect(
      await database.rows(`
        SELECT act_key, strftime(known_at AT TIME ZONE 'UTC', '%Y-%m-%d') AS known_on
        FROM int_acts WHERE stream IN ('segment', 'snowplow') ORDER BY act_key`),
    ).toEqual([
      { act_key: 'segment:p1', known_on: '2026-03-01' },
      { act_key: 'segment:p2', known_on: '2026-04-20' },
      { act_key: 'segment:t1', known_on: '2026-03-21' },
      { act_key: 'segment:t2', known_on: '2026-03-22' },
      { act_key: 'snowplow:11111111-aaaa-4aaa-8aaa-000000000001', known_on: '2026-03-11' },
      { act_key: 'snowplow:11111111-aaaa-4aaa-8aaa-000000000003', known_on: '2026-03-11' },
      { act_key: 'snowplow:11111111-aaaa-4aaa-8aaa-000000000004', known_on: '2026-04-20' },
    ]);
  });

  test('[A5] a browser belongs to the user whom it named, and to the person of a CRM by the user id', async () => {
    expect(
      await database.rows(`
        SELECT one.record_key, one.lead_id = other.lead_id AS is_same
        FROM int_record_person AS one
        JOIN int_record_person AS other ON other.record_key = CASE one.record_key
          WHEN 'anon:an-1' THEN 'crm:segment:us-1' WHEN 'anon:an-2' THEN 'crm:segment:us-1' WHEN 'anon:d-1' THEN 'crm:files:F-1' END
        ORDER BY one.record_key`),
    ).toEqual(['anon:an-1', 'anon:an-2', 'anon:d-1'].map((key) => ({ record_key: key, is_same: true })));
  });
});
