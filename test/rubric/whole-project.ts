/** A project whose one rubric has every part of the language once: what no part of a rubric may be missing from. */
import { Decimal } from 'decimal.js';
import type { Condition, Criterion, FieldRef, Project, Rubric } from '../../scripts/rubric/model.js';

const at = { file: 'rubrics/whole.yaml', line: 1, column: 1 };
const d = (value: string | number): Decimal => new Decimal(value);
const lead = (name: string, type: FieldRef['type'] = 'STRING'): FieldRef => ({ entity: 'lead', name, type });
const account = (name: string, type: FieldRef['type'] = 'STRING'): FieldRef => ({ entity: 'account', name, type });
const is = (field: FieldRef, value: string): Condition => ({
  kind: 'field',
  field,
  test: { op: 'is', value: { type: 'STRING', value } },
  at,
});
const isTrue = (field: FieldRef): Condition => ({
  kind: 'field',
  field,
  test: { op: 'is', value: { type: 'BOOL', value: true } },
  at,
});
const total = (low: number): Condition => ({ kind: 'result', result: { kind: 'total' }, atLeast: d(low), at });
const did = (signal: string, withinDays: number, people?: number): Condition => ({
  kind: 'behaviour',
  signals: [signal],
  named: signal,
  withinDays,
  times: { min: 1 },
  ...(people !== undefined && { people: { min: people } }),
  at,
});

const industryCases = (field: FieldRef): Criterion['cases'] => [
  {
    when: { kind: 'field', field, test: { op: 'in_list', list: 'core_industries' }, at },
    points: d(20),
    level: 'high',
    label: 'a core industry',
    at,
  },
  { when: is(field, 'media'), points: d(8), level: 'low', label: 'media', at },
];

const rubric: Rubric = {
  name: 'whole',
  file: 'rubrics/whole.yaml',
  version: 2,
  status: 'live',
  purpose: 'new business',
  uses: ['routing', 'weekly review'],
  owners: new Map([
    ['signals', 'marketing operations'],
    ['routing', 'sales'],
  ]),
  approved: { by: 'revenue operations', on: '2026-11-02' },
  changes: [
    { version: 2, on: '2026-11-02', what: 'Webinar 12 -> 10', why: 'No lift over two quarters', at },
    { version: 1, on: '2026-06-01', what: 'First version', why: 'Sales asked whom to call first', at },
  ],
  appliesTo: { kind: 'not', of: is(lead('email_kind'), 'internal'), at },
  outcome: { label: 'opportunity', withinDays: 90 },
  dimensions: [
    {
      name: 'fit',
      description: 'How much they look like our customers',
      range: { low: d(0), high: d(100) },
      criteria: [
        {
          name: 'industry',
          label: 'industry',
          cases: industryCases(lead('industry')),
          otherwise: { points: d(0), level: 'none', at },
          unknown: {
            kind: 'fallback',
            cases: industryCases(account('industry')),
            declared: 'from account.industry',
            points: d(10),
          },
          at,
        },
        {
          name: 'company_size',
          label: 'company size',
          cases: [
            {
              when: {
                kind: 'field',
                field: lead('employees', 'INT64'),
                test: {
                  op: 'between',
                  low: { type: 'NUMERIC', value: d(200) },
                  high: { type: 'NUMERIC', value: d(5000) },
                },
                at,
              },
              points: d('25.5'),
              level: 'high',
              label: '200 to 5000',
              at,
            },
          ],
          otherwise: { points: d(0), at },
          unknown: { kind: 'points', points: d('12.75'), declared: 'neutral' },
          at,
        },
        {
          name: 'student',
          label: 'student or university',
          cases: [
            {
              when: {
                kind: 'any',
                of: [
                  is(lead('seniority'), 'student'),
                  {
                    kind: 'sql',
                    sql: "ENDS_WITH(lead.email_domain, '.edu')",
                    fields: [lead('email_domain')],
                    at,
                  },
                ],
                at,
              },
              points: d(-25),
              label: 'student or university',
              at,
            },
          ],
          otherwise: { points: d(0), at },
          unknown: { kind: 'points', points: d(0), declared: 'no points' },
          at,
        },
      ],
      softFit: [
        {
          when: is(lead('seniority'), 'executive'),
          lifts: 'industry',
          toLevel: 'low',
          toPoints: d(8),
          at,
        },
      ],
      grades: [
        { letter: 'A', from: d(75) },
        { letter: 'B', from: d(50) },
        { letter: 'C', from: d(0) },
      ],
      acts: [],
      families: [],
      at,
    },
    {
      name: 'intent',
      range: { low: d(-30), high: d(100) },
      countFrom: lead('last_recycled_at', 'TIMESTAMP'),
      criteria: [],
      acts: [
        {
          name: 'demo_request',
          signal: 'demo_request',
          points: d(45),
          decay: { kind: 'half_life', days: 7, lookbackDays: 70 },
          limit: { times: 1, per: 'week' },
          at,
        },
        {
          name: 'pricing_page',
          signal: 'pricing_page',
          points: d(20),
          decay: { kind: 'linear', days: 30 },
          limit: { times: 2, per: { days: 30 } },
          cap: { points: d(40) },
          at,
        },
        {
          name: 'blog',
          signal: 'blog',
          points: d(2),
          decay: { kind: 'until', days: 30 },
          cap: { points: d(6), per: 'session' },
          at,
        },
        {
          name: 'webinar',
          signal: 'webinar',
          points: d(10),
          magnitude: {
            of: 'minutes',
            steps: [
              { from: d(10), share: d('0.5') },
              { from: d(30), share: d(1) },
            ],
          },
          decay: {
            kind: 'steps',
            steps: [
              { fromDay: 0, share: d(1) },
              { fromDay: 30, share: d('0.5') },
              { fromDay: 60, share: d(0) },
            ],
            ageFrom: { signals: ['pricing_page', 'blog'], named: 'web' },
          },
          at,
        },
        {
          name: 'ebook',
          signal: 'ebook',
          points: d(12),
          byCount: {
            ranges: [
              { count: { min: 1, max: 1 }, points: d(5) },
              { count: { min: 2, max: 3 }, points: d(8) },
              { count: { min: 4 }, points: d(12) },
            ],
            withinDays: 90,
          },
          decay: { kind: 'none' },
          at,
        },
        {
          name: 'pricing_after_ebook',
          signal: 'pricing_page',
          sequence: { signals: ['ebook'], withinDays: 14 },
          points: d(20),
          decay: { kind: 'none' },
          at,
        },
        {
          name: 'unsubscribed',
          signal: 'unsubscribed',
          points: d(-20),
          decay: { kind: 'until', days: 180 },
          resets: ['intent'],
          limit: { times: 1, per: 'lifetime' },
          at,
        },
      ],
      families: [{ name: 'web', signals: ['pricing_page', 'blog'], curve: 'sqrt', cap: d(50), at }],
      breadth: {
        steps: [
          { signals: 3, points: d(5) },
          { signals: 5, points: d(10) },
        ],
        withinDays: 30,
        at,
      },
      inactivity: { afterDays: 30, points: d(-10), perDays: 30, floor: d(-30), at },
      engaged: { rules: ['demo_request', 'pricing_page'], minPoints: d(5), withinDays: 30, at },
      at,
    },
  ],
  account: {
    level: 'account',
    range: { low: d(0), high: d(200) },
    criteria: [
      {
        name: 'revenue',
        label: 'annual revenue',
        cases: [
          {
            when: {
              kind: 'field',
              field: account('annual_revenue', 'NUMERIC'),
              test: { op: 'at_least', value: { type: 'NUMERIC', value: d(1000000) } },
              at,
            },
            points: d(15),
            label: 'at least 1000000',
            at,
          },
        ],
        otherwise: { points: d(0), at },
        unknown: { kind: 'points', points: d(5), declared: '5 points' },
        at,
      },
    ],
    fromPeople: [{ dimension: 'intent', weights: [d(1), d('0.5'), d('0.25')], at }],
    dominance: { share: d('0.6'), at },
    committee: { roles: ['champion', 'procurement'], withinDays: 60, pointsPerRole: d(8), atLeastPeople: 2, at },
    engagedPeople: { people: 2, withinDays: 30, points: d(25), onAccount: true, onEngagedLeads: true, at },
    acts: [
      {
        name: 'topic_surge',
        signal: 'topic_surge',
        points: d(15),
        decay: { kind: 'until', days: 14 },
        at,
      },
    ],
    at,
  },
  total: {
    weights: [
      { dimension: 'fit', weight: d('0.4'), at },
      { dimension: 'intent', weight: d('0.6'), at },
    ],
    accountWeight: d('0.2'),
    normalise: d('0.5'),
    range: { low: d(0), high: d(120) },
    at,
  },
  limits: [{ name: 'competitor', when: is(lead('email_kind'), 'competitor'), totalAtMost: d(10), at }],
  bands: [d(0), d(30), d(60)],
  grid: {
    rows: { result: { kind: 'dimension', dimension: 'intent' }, cuts: [d(50)], names: ['low', 'high'] },
    columns: { result: { kind: 'dimension', dimension: 'fit' }, cuts: [d(60)], names: ['low', 'high'] },
    cells: [
      { row: 1, column: 1, name: 'route_now', at },
      { row: 1, column: 0, name: 'qualify', at },
      { row: 0, column: 1, name: 'nurture', at },
      { row: 0, column: 0, name: 'leave', at },
    ],
    at,
  },
  tiers: [
    {
      name: 'sales_ready',
      label: 'ready for sales',
      thresholds: [
        { for: is(lead('region'), 'emea'), total: d(75), why: 'fewer visits are tracked there', at },
        { for: is(lead('region'), 'apac'), total: d(70), why: 'a new market', at },
      ],
      promote: did('demo_request', 1),
      buffer: { leaveBelow: d(72), stayDays: 7, coolDownDays: 3, at },
      requires: [
        { name: 'business_email', when: is(lead('email_kind'), 'business'), at },
        { name: 'good_fit', when: { kind: 'grade', dimension: 'fit', letters: ['A', 'B'], at }, at },
        { name: 'two_people', when: did('pricing_page', 30, 2), at },
      ],
      action: {
        do: 'contact',
        details: new Map<string, string | number | boolean>([
          ['assign', 'sdr_queue'],
          ['within', '1h'],
          ['task', true],
          ['play', 'new_business_hot'],
        ]),
      },
      at,
    },
    {
      name: 'engaged',
      when: { kind: 'any', of: [total(45), { kind: 'cell', cells: ['route_now', 'qualify'], at }], at },
      requires: [],
      action: { do: 'nurture', details: new Map([['track', 'education']]) },
      at,
    },
    { name: 'not_now', requires: [], action: { do: 'nothing', details: new Map() }, at },
  ],
  suppress: [
    {
      when: isTrue(lead('do_not_contact', 'BOOL')),
      reason: 'asked not to be contacted',
      unknown: 'suppress',
      at,
    },
    { when: isTrue(account('is_customer', 'BOOL')), reason: 'already a customer', unknown: 'ignore', at },
  ],
  freeze: [{ when: is(lead('status'), 'working'), reason: 'sales is working on it', at }],
  hold: [
    {
      when: { kind: 'result', result: { kind: 'coverage' }, atMost: d('0.5'), at },
      reason: 'enrichment',
      at,
    },
  ],
  routes: [{ when: isTrue(account('is_customer', 'BOOL')), to: 'expansion', at }],
  overrides: { at },
  experiment: {
    salt: '2026q4',
    explore: d('0.02'),
    holdout: { share: d('0.05'), write: 'nothing', at },
    variants: [
      {
        name: 'tailored',
        share: d('0.5'),
        action: { do: 'contact', details: new Map([['within', '5m']]) },
        from: '2026-11-01',
        to: '2026-12-01',
        why: 'Does a faster call help?',
        at,
      },
    ],
    at,
  },
  capacity: [{ tier: 'sales_ready', leads: 400, per: 'month', at }],
  crm: {
    fields: [
      {
        field: 'Score__c',
        from: 'total_score',
        type: 'number',
        scale: 0,
        whenNull: 'skip',
        write: 'always',
        objects: ['lead', 'contact'],
        at,
      },
      { field: 'Tier__c', from: 'tier', type: 'text', whenNull: 'clear', write: 'if_empty', objects: ['lead'], at },
    ],
    writeWhen: [
      { kind: 'changed', column: 'tier' },
      { kind: 'by', column: 'total_score', by: d(5) },
    ],
    at,
  },
  at,
};

const signal = (name: string, label: string, event: string): Project['signals'][number] => ({
  name,
  label,
  patterns: [{ source: 'web', event: [event], path: [`/${name}`, `/${name}/**`], at }],
  isUnused: false,
  isEmailOpen: false,
  at,
});

const accountSignal = (name: string, label: string, event: string): Project['signals'][number] => ({
  name,
  label,
  of: 'account',
  patterns: [{ source: 'web', event: [event], topic: ['data quality'], at }],
  isUnused: false,
  isEmailOpen: false,
  at,
});

export const wholeProject: Project = {
  directory: '/project',
  standards: {
    timeZone: 'Europe/Berlin',
    internalDomains: ['acme.example'],
    competitorDomains: ['rival.example'],
    freeMail: { add: ['post.example'], allow: [] },
    disposable: { add: [], allow: ['kept.example'] },
    roleAddresses: { add: ['sales'], allow: [] },
    seniority: [
      { label: 'student', patterns: ['(?i)\\bstudent\\b'], at },
      { label: 'executive', patterns: ['(?i)\\bchief\\b', '(?i)\\bceo\\b'], at },
    ],
    functions: [{ label: 'data', patterns: ['(?i)\\bdata\\b'], at }],
    committeeRoles: [{ role: 'champion', rules: [{ title: ['(?i)\\bhead\\b'], functions: ['data'], at }], at }],
    industries: [{ label: 'software', patterns: ['(?i)saas'], at }],
    companySizes: [{ size: 'large', from: 1000, written: ['(?i)enterprise'], at }],
    countries: [],
    regions: [
      { region: 'emea', countries: ['Germany', 'France'], at },
      { region: 'apac', countries: ['Japan'], at },
    ],
    lists: new Map([['core_industries', ['Software', 'Banking']]]),
  },
  identity: {
    matchKeys: [
      { kind: 'user_id', name: 'user_id', same: [], atMost: { records: 20, companies: 3 }, at },
      { kind: 'email', name: 'email', same: [], atMost: { records: 50 }, at },
    ],
    accountKeys: [
      { key: 'crm_id', isOfSameCountry: false, at },
      { key: 'domain', isOfSameCountry: false, at },
    ],
    neverMatch: {
      emailKinds: ['role', 'test', 'disposable'],
      addresses: ['fair@acme.example'],
      values: ['0'],
      companies: [],
      websites: [],
    },
    largestPerson: { records: 100 },
    sharedBy: { email: 5, user_id: 5, anonymous_id: 5 },
    survivorship: { usual: { kind: 'newest' }, columns: new Map([['title', { kind: 'most_complete' }]]) },
  },
  signals: [
    signal('demo_request', 'asked for a demo', 'form'),
    signal('pricing_page', 'visited the pricing page', 'page'),
    { ...signal('blog', 'read the blog', 'page'), also: ['webinar'] },
    signal('webinar', 'attended a webinar', 'webinar'),
    signal('ebook', 'downloaded the handbook', 'form'),
    signal('unsubscribed', 'unsubscribed', 'email'),
    accountSignal('topic_surge', 'reads about the topic', 'surge'),
  ],
  outcomes: [{ name: 'opportunity', definition: { kind: 'opportunity', when: 'created' }, at }],
  sources: [],
  rubrics: [rubric],
  precedence: ['whole'],
  health: {
    fewestRows: 50,
    drop: { warning: d('0.5'), broken: d('0.2') },
    surge: { warning: d('2'), broken: d('5') },
    nullRise: { warning: d('0.1'), broken: d('0.3') },
    freshness: { warning: d('2'), broken: d('4') },
    timestamps: { warning: d('0.001'), broken: d('0.05') },
    duplicates: { warning: d('0.05'), broken: d('0.5') },
    lateEvents: { warning: d('0.001'), broken: d('0.05') },
    formsWithoutRecord: { warning: d('0.05'), broken: d('0.5') },
    unmapped: { fewestEvents: 10, most: 50, leftOut: [] },
  },
  dataBounds: { capsBindAtMost: 0.5, gatesRemoveAtMost: 0.9, silentTimes: 3, fewestLeads: 20 },
};

export const wholeRubric: Rubric = rubric;
