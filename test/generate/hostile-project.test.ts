import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import { loadRawTables } from '../../scripts/engine/duckdb/raw/load-raw.js';
import type { DomainLists } from '../../scripts/generate/intermediate/domains.js';
import { projectModels } from '../../scripts/generate/models.js';
import { writeModels } from '../../scripts/generate/write.js';
import { compileProject } from '../../scripts/graph/compile.js';
import { loadProject } from '../../scripts/rubric/load.js';
import { runProblems } from '../../scripts/run/report.js';
import { runGraph } from '../../scripts/run/run.js';
import { temporaryFolder } from '../temporary-folder.js';

/** Small lists: the real ones are tried elsewhere, and here they would only cost time. */
const lists: DomainLists = {
  suffixes: [
    { suffix: 'co.uk', kind: 'rule' },
    { suffix: 'ck', kind: 'wildcard' },
    { suffix: 'www.ck', kind: 'exception' },
  ],
  freeMail: ['gmail.com'],
  disposable: ['mailinator.com'],
};

/** A pattern that finds the text and nothing else. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** A project that has the text in every place of its YAML where a text may stand, and in every text column of its data. */
function hostileProject(directory: string, text: string): void {
  const put = (file: string, content: string): void => {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), content);
  };
  const yaml = (file: string, value: unknown): void => {
    put(file, stringify(value, { lineWidth: 0 }));
  };
  put(
    'workflow_settings.yaml',
    'defaultProject: p\ndefaultLocation: US\ndefaultDataset: d\ndefaultAssertionDataset: a\n',
  );
  put('includes/clock.js', fs.readFileSync(new URL('../../includes/clock.js', import.meta.url), 'utf8'));
  yaml('rubrics/shared/standards.yaml', {
    time_zone: 'UTC',
    internal_domains: [],
    competitor_domains: [],
    role_addresses: { add: ['info'] },
    seniority: [{ s: [literal(text)] }],
    functions: [{ f: [literal(text)] }],
    committee_roles: [{ c: [{ title: literal(text), seniority: 's' }] }],
    industries: [{ i: [literal(text)] }],
    company_sizes: [{ z: { from: 1, written: literal(text) } }],
    countries: { XK: [text] },
    regions: { r: ['XK'] },
    lists: { listed: [text] },
  });
  yaml('rubrics/shared/outcomes.yaml', { outcomes: { opportunity: { description: text, opportunity: 'created' } } });
  yaml('rubrics/shared/signals.yaml', {
    signals: {
      sent_form: { label: text, description: text, from: [{ form: text }] },
      took_part: { label: text, from: [{ event: text }, { campaign: text }] },
    },
  });
  yaml('rubrics/sources/flat.yaml', {
    source: 'flat',
    description: text,
    dataset: 'flat',
    tables: { people: { files: ['people.csv'], description: text }, hits: { files: ['hits.csv'] } },
    entities: {
      leads: {
        from: 'people',
        columns: {
          record_id: 'id',
          first_name: 'first_name',
          last_name: 'last_name',
          title: 'title',
          company: 'company',
          country: 'country',
          status: { text },
          email: 'email',
        },
        attributes: { note: { type: 'STRING', from: 'note', description: text } },
        nulls: [`${text} is nothing`],
      },
      events: {
        from: 'hits',
        columns: {
          event_id: 'id',
          event_name: 'name',
          happened_at: 'at',
          email: 'email',
          form_id: 'form',
          campaign_name: 'form',
          session_id: 'form',
          channel: { text },
        },
      },
    },
  });
  yaml('rubrics/sources/flat.lock.yaml', {
    tables: {
      people: {
        columns: {
          id: 'STRING',
          email: 'STRING',
          first_name: 'STRING',
          last_name: 'STRING',
          title: 'STRING',
          company: 'STRING',
          country: 'STRING',
          note: 'STRING',
        },
      },
      hits: { columns: { id: 'STRING', name: 'STRING', at: 'TIMESTAMP', email: 'STRING', form: 'STRING' } },
    },
  });
  const words = { is: text, in: [text], contains: text, starts_with: text, in_list: 'listed' };
  yaml('rubrics/one.yaml', {
    rubric: 'one',
    version: 1,
    status: 'live',
    purpose: { for: text, uses: [text] },
    owners: { signals: text, fields: text, routing: text },
    approved: { by: text, on: '2026-01-01' },
    changes: [{ version: 1, on: '2026-01-01', what: text, why: text }],
    outcome: { label: 'opportunity', within: '90d' },
    dimensions: {
      fit: {
        description: text,
        criteria: Object.fromEntries(
          Object.entries(words).map(([op, value]) => [
            `by_${op}`,
            {
              label: text,
              field: 'lead.company',
              cases: [
                { [op]: value, points: 1, label: text, level: 'high' },
                { otherwise: true, points: 0 },
              ],
              unknown: { points: 0 },
            },
          ]),
        ),
      },
      intent: { acts: { sent_form: { points: 10 }, took_part: { points: 1 } } },
    },
    account: {
      criteria: {
        named: {
          label: text,
          field: 'account.name',
          cases: [{ is: text, points: 1, label: text }],
          unknown: { points: 0 },
        },
      },
      from_people: { intent: { top: 2 } },
    },
    total: { sum: { fit: 1, intent: 1 } },
    bands: [0, 10],
    tiers: [
      { tier: 'high', label: text, when: { total: 1 }, action: { do: 'contact', play: text } },
      { tier: 'low', otherwise: true, action: { do: 'nothing' } },
    ],
    suppress: [{ when: { field: 'lead.note', is: text }, reason: text, unknown: 'ignore' }],
  });
  const csv = (rows: readonly (readonly string[])[]): string =>
    rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
  put(
    'people.csv',
    csv([
      ['id', 'email', 'first_name', 'last_name', 'title', 'company', 'country', 'note'],
      [text, 'a@hostile.co.uk', text, text, text, text, text, text],
    ]),
  );
  put(
    'hits.csv',
    csv([
      ['id', 'name', 'at', 'email', 'form'],
      [`1${text}`, 'sent', '2026-01-01 00:00:00', 'a@hostile.co.uk', text],
      [`2${text}`, text, '2026-01-02 00:00:00', 'a@hostile.co.uk', 'other'],
    ]),
  );
}

async function runHostile(text: string): Promise<void> {
  const directory = temporaryFolder('hostile');
  const engine = await openDuckDb({ database: 'p' });
  try {
    hostileProject(directory, text);
    const { project, problems } = await loadProject(directory);
    expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    if (project === undefined) throw new Error('no project');
    writeModels(directory, projectModels(project, lists));
    const graph = compileProject(directory, { vars: { as_of: '2026-02-01T00:00:00Z' } });
    await loadRawTables(engine, project.sources, { projectDirectory: directory });
    const result = await runGraph(graph, engine, { clock: () => new Date(0) });
    expect(runProblems(result)).toEqual([]);

    const leads = await engine.query(
      'SELECT first_name, last_name, title, company, country, status, seniority, function, committee_role, region, note FROM `p.d.leads`',
    );
    expect(leads).toEqual([
      {
        first_name: text,
        last_name: text,
        title: text,
        company: text,
        country: text,
        status: text,
        seniority: 's',
        function: 'f',
        committee_role: 'c',
        region: 'r',
        note: text,
      },
    ]);
    const reasons = await engine.query('SELECT rule, points, reason FROM `p.d.lead_score_reasons` ORDER BY rule');
    expect(reasons).toEqual([
      ...['by_contains', 'by_in', 'by_in_list', 'by_is', 'by_starts_with'].map((rule) => ({
        rule,
        points: '1',
        reason: text,
      })),
      { rule: 'sent_form', points: '10', reason: `${text}, last on 2026-01-01` },
      { rule: 'took_part', points: '1', reason: `${text}, last on 2026-01-02` },
    ]);
    const ofAccount = await engine.query('SELECT rule, reason FROM `p.d.account_score_reasons` ORDER BY rule');
    expect(ofAccount).toEqual([
      { rule: 'intent', reason: 'intent of its people (1)' },
      { rule: 'named', reason: `${text}: unknown` },
    ]);
    const updates = await engine.query(
      'SELECT record_id, total_score, suppressed_because, action_details FROM `p.d.crm_updates`',
    );
    expect(updates).toEqual([
      { record_id: text, total_score: 16, suppressed_because: text, action_details: `play: ${text}` },
    ]);
    expect(graph.actions.find((action) => action.target.name === 'stg_flat__leads')).toMatchObject({
      description: `${text}: leads in the canonical shape. Grain: one row per lead record.`,
    });
  } finally {
    await engine.close();
  }
}

const nasty = [
  '${7*7}',
  '`${process}`',
  "it's",
  '"',
  '\\',
  "\\'; DROP TABLE x; --",
  '/* no */',
  'config { }',
  '{{',
  '$',
  '--',
  '😀',
  '=cmd|x',
  '<b>',
  '#',
  ';',
  '%',
  '\\x24{',
  'a\nb',
];

test('one text in every place of the YAML and of the data comes out everywhere as it went in', async () => {
  await runHostile('${7*7} `it\'s` "q" \\ -- /* { } $ 😀 ; #');
});

test('so does any mixture of what means something to somebody', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 })), {
          minLength: 1,
          maxLength: 5,
        })
        .map((parts) => `x${parts.join('')}y`.toLowerCase()),
      runHostile,
    ),
    { numRuns: 8 },
  );
});
