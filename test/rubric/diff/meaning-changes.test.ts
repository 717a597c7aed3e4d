import { Decimal } from 'decimal.js';
import { describe, expect, test } from 'vitest';
import { meaningChanges } from '../../../scripts/rubric/diff/meaning-changes.js';
import { unversionedChanges } from '../../../scripts/rubric/diff/unversioned.js';
import type { Project, Rubric } from '../../../scripts/rubric/model.js';
import { wholeProject, wholeRubric } from '../whole-project.js';

const withRubric = (rubric: Rubric): Project => ({ ...wholeProject, rubrics: [rubric] });
const d = (value: string | number): Decimal => new Decimal(value);
const told = (after: Project, before = wholeProject): readonly string[] =>
  meaningChanges(before, after).map(({ kind, rubrics, what }) => `${kind} [${rubrics.join(' ')}] ${what}`);
const inDimension = (
  name: string,
  change: (each: Rubric['dimensions'][number]) => Rubric['dimensions'][number],
): Project =>
  withRubric({
    ...wholeRubric,
    dimensions: wholeRubric.dimensions.map((each) => (each.name === name ? change(each) : each)),
  });
const inAct = (name: string, change: Partial<Rubric['dimensions'][number]['acts'][number]>): Project =>
  inDimension('intent', (each) => ({
    ...each,
    acts: each.acts.map((act) => (act.name === name ? { ...act, ...change } : act)),
  }));
const inTier = (name: string, change: (tier: Rubric['tiers'][number]) => Rubric['tiers'][number]): Project =>
  withRubric({ ...wholeRubric, tiers: wholeRubric.tiers.map((tier) => (tier.name === name ? change(tier) : tier)) });
const total = (low: number) =>
  ({
    kind: 'result',
    result: { kind: 'total' },
    atLeast: d(low),
    at: wholeRubric.at,
  }) as const;

describe('what changed, in words', () => {
  test('nothing, for the same project in other places of its files', () => {
    const elsewhere: unknown = JSON.parse('{"file":"rubrics/moved.yaml","line":9,"column":9}');
    const moved = { ...wholeRubric, at: elsewhere, file: 'rubrics/moved.yaml' } as Rubric;
    expect(told(withRubric(moved))).toEqual([]);
  });

  const engagedAt75 = inTier('engaged', (tier) => ({ ...tier, when: total(75) }));
  const engagedAt80 = inTier('engaged', (tier) => ({ ...tier, when: total(80) }));

  test.each<[string, Project, readonly string[]]>([
    ['points', inAct('demo_request', { points: d(60) }), ['meaning [whole] intent, demo_request: 45 -> 60 points']],
    [
      'a decay',
      inAct('blog', { decay: { kind: 'half_life', days: 7, lookbackDays: 70 } }),
      ['meaning [whole] intent, blog: decay until 30 days -> half-life 7 days until 70 days'],
    ],
    [
      'a limit and a cap',
      inAct('pricing_page', { limit: { times: 3, per: 'day' }, cap: { points: d(50) } }),
      [
        'meaning [whole] intent, pricing_page, limit: times 2 -> 3',
        'meaning [whole] intent, pricing_page, limit: per days 30 -> day',
        'meaning [whole] intent, pricing_page, cap: 40 -> 50 points',
      ],
    ],
    [
      'an act that is gone, and one that is new',
      inDimension('intent', (each) => ({
        ...each,
        acts: each.acts.map((act) => (act.name === 'blog' ? { ...act, name: 'news', signal: 'news' } : act)),
      })),
      [
        'meaning [whole] intent: new news: signal news, points 2, decay until 30 days, cap (points 6, per session)',
        'meaning [whole] intent: blog removed, it was: signal blog, points 2, decay until 30 days, cap (points 6, per session)',
      ],
    ],
    [
      'a new gate',
      inTier('engaged', (tier) => ({
        ...tier,
        requires: [{ name: 'good_fit', when: total(1), at: tier.at }],
      })),
      ['meaning [whole] tier engaged: new gate good_fit: when total at least 1'],
    ],
    [
      'an action',
      inTier('sales_ready', (tier) => ({ ...tier, action: { ...tier.action, details: new Map([['within', '2h']]) } })),
      [
        'meaning [whole] tier sales_ready, action, details: assign removed, it was: sdr_queue',
        'meaning [whole] tier sales_ready, action, details: within 1h -> 2h',
        'meaning [whole] tier sales_ready, action, details: task removed, it was: yes',
        'meaning [whole] tier sales_ready, action, details: play removed, it was: new_business_hot',
      ],
    ],
    [
      'the order of tiers',
      withRubric({ ...wholeRubric, tiers: [1, 0, 2].flatMap((at) => wholeRubric.tiers[at] ?? []) }),
      ['meaning [whole] order of tiers: sales_ready, engaged, not_now -> engaged, sales_ready, not_now'],
    ],
    [
      'the order of acts means nothing',
      inDimension('intent', (each) => ({ ...each, acts: each.acts.toReversed() })),
      [],
    ],
    [
      'a case that asks something else',
      inDimension('fit', (each) => ({
        ...each,
        criteria: each.criteria.map((criterion) =>
          criterion.name === 'student'
            ? { ...criterion, cases: criterion.cases.map((one) => ({ ...one, when: total(3) })) }
            : criterion,
        ),
      })),
      [
        "meaning [whole] fit, criterion student, case student or university: when seniority is student or ENDS_WITH(lead.email_domain, '.edu') -> total at least 3",
      ],
    ],
    [
      'a section that is new',
      inDimension('fit', (each) => ({
        ...each,
        inactivity: { afterDays: 30, points: d(-10), at: each.at },
      })),
      ['meaning [whole] fit: new inactivity: after days 30, points -10'],
    ],
    [
      'words',
      withRubric({ ...wholeRubric, purpose: 'all business', owners: new Map([['signals', 'sales']]) }),
      [
        'words [whole] purpose new business -> all business',
        'words [whole] owners: signals marketing operations -> sales',
        'words [whole] owners: routing removed, it was: sales',
      ],
    ],
    ['a status', withRubric({ ...wholeRubric, status: 'shadow' }), ['status [whole] status live -> shadow']],
    [
      'a title pattern, which concerns whoever reads seniority',
      {
        ...wholeProject,
        standards: {
          ...wholeProject.standards,
          seniority: wholeProject.standards.seniority.map((each) =>
            each.label === 'student' ? { ...each, patterns: [...each.patterns, 'azubi'] } : each,
          ),
        },
      },
      ['meaning [whole] seniority student: patterns: added azubi'],
    ],
    [
      'a title pattern that nobody reads',
      { ...wholeProject, standards: { ...wholeProject.standards, functions: [] } },
      ['meaning [whole] function data removed, it was: patterns (?i)\\bdata\\b'],
    ],
    [
      'the time zone',
      { ...wholeProject, standards: { ...wholeProject.standards, timeZone: 'UTC' } },
      ['meaning [whole] time zone Europe/Berlin -> UTC'],
    ],
    [
      'a list, a region, a domain',
      {
        ...wholeProject,
        standards: {
          ...wholeProject.standards,
          lists: new Map([['core_industries', ['Software']]]),
          regions: wholeProject.standards.regions.slice(0, 1),
          internalDomains: ['acme.example', 'acme.test'],
        },
      },
      [
        'meaning [whole] internal domains: added acme.test',
        'meaning [whole] region apac removed, it was: countries Japan',
        'meaning [whole] lists: core industries: removed Banking',
      ],
    ],
    [
      'what counts as a signal, and which one is asked first',
      {
        ...wholeProject,
        signals: [1, 0, 2, 3, 4, 5, 6]
          .flatMap((at) => wholeProject.signals[at] ?? [])
          .map((signal) =>
            signal.name === 'blog' ? { ...signal, patterns: [{ path: ['/news'], at: signal.at }] } : signal,
          ),
      },
      [
        'meaning [whole] signal blog: new pattern: path /news',
        'meaning [whole] signal blog: pattern removed, it was: source web, event page, path /blog, /blog/**',
        'meaning [whole] order of signals: demo_request, pricing_page, blog, webinar, ebook, unsubscribed, topic_surge -> pricing_page, demo_request, blog, webinar, ebook, unsubscribed, topic_surge',
      ],
    ],
    [
      'what the rubric is judged by',
      {
        ...wholeProject,
        outcomes: [{ name: 'opportunity', definition: { kind: 'opportunity', when: 'won' }, at: wholeRubric.at }],
      },
      ['meaning [whole] outcome opportunity, definition: when created -> won'],
    ],
    [
      'a rubric that is gone',
      { ...wholeProject, rubrics: [] },
      ['meaning [whole] rubric removed; it was live, version 2'],
    ],
  ])('%s', (_, after, expected) => {
    expect(told(after)).toEqual(expected);
  });

  test('a threshold', () => {
    expect(told(engagedAt75, engagedAt80)).toEqual(['meaning [whole] tier engaged: threshold 80 -> 75']);
  });

  test('which of two rubrics goes first; one that came is said elsewhere', () => {
    const first = { ...wholeProject, precedence: ['whole', 'other'] };
    const second = { ...wholeProject, precedence: ['new', 'other', 'whole'] };
    expect(told(second, first)).toEqual(['status [other whole] precedence whole, other -> other, whole']);
    expect(told(first, wholeProject)).toEqual([]);
  });

  test('a new rubric', () => {
    expect(told(wholeProject, { ...wholeProject, rubrics: [] })).toEqual([
      'meaning [whole] new rubric, live, version 2',
    ]);
  });
});

/** Every way to change one leaf, or to leave one part out, of a value. */
function variants(
  value: unknown,
  path: readonly string[],
): readonly { readonly path: readonly string[]; readonly value: unknown }[] {
  if (value instanceof Decimal) return [{ path, value: value.plus(7) }];
  if (typeof value === 'string') return [{ path, value: `${value}x` }];
  if (typeof value === 'number') return [{ path, value: value + 7 }];
  if (typeof value === 'boolean') return [{ path, value: !value }];
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => [
      { path: [...path, String(at)], value: value.toSpliced(at, 1) },
      ...variants(item, [...path, String(at)]).map((each) => ({ ...each, value: value.with(at, each.value) })),
    ]);
  }
  if (value instanceof Map) {
    return [...value].flatMap(([key, item]) =>
      variants(item, [...path, String(key)]).map((each) => ({
        ...each,
        value: new Map([...value, [key, each.value]]),
      })),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([key]) => key !== 'at' && key !== 'file')
    .flatMap(([key, item]) =>
      variants(item, [...path, key]).map((each) => ({ ...each, value: { ...value, [key]: each.value } })),
    );
}

test('no part of a rubric can change unseen', () => {
  const all = variants(wholeRubric, []).filter(({ path }) => path.join('.') !== 'name');
  expect(all.length).toBeGreaterThan(250);
  // What a fallback asks is worked out from the cases; what counting gives at most from its ranges.
  const derived = /^dimensions\.0\.criteria\.0\.unknown\.cases\.|^dimensions\.1\.acts\.4\.points$/;
  const unseen = all
    .filter(({ path }) => !derived.test(path.join('.')))
    .filter(({ value }) => meaningChanges(wholeProject, withRubric(value as Rubric)).length === 0)
    .map(({ path }) => path.join('.'));
  expect(unseen).toEqual([]);
});

test('no part of the shared files can change unseen', () => {
  for (const key of ['standards', 'signals', 'outcomes'] as const) {
    const unseen = variants(wholeProject[key], [])
      .filter(({ value }) => meaningChanges(wholeProject, { ...wholeProject, [key]: value } as Project).length === 0)
      .map(({ path }) => `${key}.${path.join('.')}`);
    expect(unseen).toEqual([]);
  }
});

describe('[H1] a change in meaning says so', () => {
  const changed = inAct('demo_request', { points: d(60) }).rubrics[0] ?? wholeRubric;
  const problems = (after: Rubric, before = wholeRubric): readonly string[] =>
    unversionedChanges(withRubric(before), withRubric(after)).map(({ what }) => what);
  const entry = { version: 3, on: '2026-12-01', what: 'Demo 45 -> 60', why: 'It wins', at: wholeRubric.at };
  const versioned: Rubric = { ...changed, version: 3, changes: [entry, ...(wholeRubric.changes ?? [])] };

  test.each<[string, Rubric, readonly string[]]>([
    ['with no new version', changed, ['The meaning of whole changed without a new version.']],
    [
      'with no why',
      { ...versioned, changes: wholeRubric.changes ?? [] },
      ['The meaning of whole changed without an entry in "changes:".'],
    ],
    [
      'with an approval that is older than the change',
      versioned,
      ['The meaning of whole changed without an approval.'],
    ],
    ['with all of them', { ...versioned, approved: { by: 'sales', on: '2026-12-01' } }, []],
    ['in words only', { ...wholeRubric, purpose: 'other' }, []],
    ['of a rubric that is not scored', { ...changed, status: 'draft' }, []],
  ])('%s', (_, after, expected) => {
    expect(problems(after)).toEqual(expected);
  });

  test('in a shared file, for the rubrics it concerns', () => {
    const after = { ...wholeProject, standards: { ...wholeProject.standards, timeZone: 'UTC' } };
    expect(unversionedChanges(wholeProject, after)).toEqual([
      {
        code: 'rubric/unversioned-change',
        severity: 'error',
        place: wholeRubric.at,
        what: 'The meaning of whole changed without a new version.',
        why: 'Scores before and after could not be told apart. Changed: time zone Europe/Berlin -> UTC.',
        todo: 'Set "version: 3", and say in "changes:" what changed and why.',
      },
    ]);
  });
});
