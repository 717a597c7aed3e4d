import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Value } from '../../scripts/engine/engine.js';
import { type Facts, openOrderProject, type OrderProject } from './harness.js';

let project: OrderProject;
/** Before the last response of LATE was known, and before TWIN was merged. */
let before: Told;
/** A run after that one, and the same moment by a full refresh. */
let after: Told;
let anew: Told;

const email = (record: string): string => `${record.toLowerCase()}@firm.com`;
const lead = (record: string, more: Readonly<Record<string, string>> = {}) => ({
  record_id: record,
  email: email(record),
  ...more,
});

/** What the form tool tells. */
function form(record: string, moment: string, content: string | null, more: Readonly<Record<string, string>> = {}) {
  return {
    event_name: 'webinar',
    email: email(record),
    happened_at: `2026-06-${moment}Z`,
    content_id: content,
    ...more,
  };
}

/** What the CRM tells. */
function response(record: string, moment: string, content: string | null, more: Readonly<Record<string, string>> = {}) {
  return {
    record_id: `R${record}${moment}`,
    person_record_id: record,
    campaign_type: 'Webinar',
    happened_at: `2026-06-${moment}Z`,
    content_id: content,
    ...more,
  };
}

/** June 2026 begins on a Monday. */
const signals = `signals:
  webinar:
    label: came to a webinar
    from: [{ event: webinar }, { campaign_type: Webinar }]
    same_act: { by: content, per: week }
  offer:
    label: took an offer
    from: [{ event: offer }]
    same_act: { by: [form, campaign], per: lifetime }
  paper: { label: read a paper, from: [{ event: paper }] }
`;

const facts: Facts = {
  leads: [
    lead('TWICE'),
    lead('EDGES'),
    lead('UNKNOWN'),
    lead('OTHER'),
    lead('LATE'),
    lead('LIMIT'),
    lead('RESET'),
    lead('TIE'),
    lead('HOSTILE'),
    lead('COLUMNS'),
    lead('ONE'),
    lead('TWIN'),
  ],
  events: [
    form('TWICE', '10T10:00:00', 'Q3 '),
    // A Sunday and the Monday after it are two weeks.
    form('EDGES', '07T23:59:59', 'q3'),
    form('UNKNOWN', '10T10:00:00', null),
    form('OTHER', '10T10:00:00', 'q3'),
    form('LATE', '10T10:00:00', 'q3'),
    // Of acts that are worth the same the limit keeps those of the lower key: the copy would be among them.
    form('LIMIT', '08T10:00:00', 'q3', { event_id: 'm' }),
    form('LIMIT', '09T10:00:00', 'q3', { event_id: 'l' }),
    form('LIMIT', '15T10:00:00', 'q4', { event_id: 'n' }),
    // The reset takes the earlier one away, and with it the act: the copy after it is no act of its own.
    form('RESET', '08T10:00:00', 'q3', { event_id: 'reset' }),
    { event_name: 'paper', email: email('RESET'), happened_at: '2026-06-09T10:00:00Z' },
    form('TIE', '10T10:00:00', 'q3', { event_id: 'b' }),
    form('TIE', '10T10:00:00', 'q3', { event_id: 'a' }),
    form('HOSTILE', '10T10:00:00', 'it\'s ${x} \\ "q3" -- /*'),
    ...['a', 'b'].map((campaign) => ({
      event_name: 'offer',
      email: email('COLUMNS'),
      happened_at: '2026-06-10T10:00:00Z',
      form_id: 'x',
      campaign_name: campaign,
    })),
    // Side by side both would read 1:a:b without their lengths.
    ...[
      ['a', ':b'],
      ['a:', 'b'],
      ['a', ':b '],
    ].map(([form_id = '', campaign_name = '']) => ({
      event_name: 'offer',
      email: email('COLUMNS'),
      happened_at: '2026-06-11T10:00:00Z',
      form_id,
      campaign_name,
    })),
    form('ONE', '10T10:00:00', 'q3'),
    form('TWIN', '11T10:00:00', 'q3'),
  ],
  campaign_responses: [
    response('TWICE', '10T10:00:01', 'q3'),
    response('EDGES', '08T00:00:00', 'q3'),
    response('UNKNOWN', '10T10:00:01', null),
    response('OTHER', '10T10:00:01', 'q4'),
    // It happened first and was known last.
    response('LATE', '09T10:00:00', 'q3', { known_at: '2026-06-20T10:00:00Z' }),
    response('RESET', '10T10:00:00', 'q3'),
    response('HOSTILE', '11T10:00:00', 'IT\'S ${X} \\ "Q3" -- /*'),
  ],
};

const rubric = `
rubric: order
version: 1
status: live
purpose: The order of evaluation
outcome: { label: opportunity, within: 90d }
dimensions:
  young:
    acts:
      webinar: { points: 10, decay: { until: 15d } }
      paper: { points: 1, resets: later }
  limited:
    acts:
      webinar: { points: 5, limit: { times: 2, per: lifetime } }
  capped:
    acts:
      webinar: { points: 5, cap: 8 }
  later:
    acts:
      webinar: { points: 100 }
      offer: { points: 1 }
total: { sum: { young: 1, limited: 1, capped: 1, later: 1 } }
bands: [0]
tiers:
  - tier: twice
    when: { all: [{ signal: webinar, times: 2 }, { total: 0 }] }
    action: { do: contact }
  - { tier: all, otherwise: true, action: { do: nothing } }
`;

interface Told {
  /** Points that are not zero, by record id and then `dimension.rule.kind`. */
  readonly points: ReadonlyMap<string, Readonly<Record<string, Value>>>;
  readonly tiers: ReadonlyMap<string, Value>;
  /** `copy < act that counts` */
  readonly copies: readonly string[];
}

async function told(): Promise<Told> {
  const points = new Map<string, Readonly<Record<string, Value>>>();
  const tiers = new Map<string, Value>();
  for (const { record_id } of facts.leads ?? []) {
    const record = String(record_id);
    points.set(record, await project.points(record));
    tiers.set(record, (await project.score(record)).tier ?? null);
  }
  const copies = await project.query('SELECT act_key, counted_act_key FROM `@int_act_copies` ORDER BY act_key');
  return { points, tiers, copies: copies.map((row) => `${String(row.act_key)} < ${String(row.counted_act_key)}`) };
}

beforeAll(async () => {
  project = await openOrderProject({ files: { 'rubrics/shared/signals.yaml': signals }, rubric });
  await project.run('2026-06-19T12:00:00Z', facts);
  before = await told();
  const merged = (facts.leads ?? []).map((one) =>
    one['record_id'] === 'TWIN' ? { ...one, merged_into_id: 'ONE' } : one,
  );
  await project.run('2026-06-24T12:00:00Z', { ...facts, leads: merged }, { keeps: true });
  after = await told();
  await project.run('2026-06-24T12:00:00Z', { ...facts, leads: merged });
  anew = await told();
});
afterAll(() => project.close());

const webinars = ({ points }: Told, record: string): Value | undefined => points.get(record)?.['later.webinar.act'];

test('[C5] an act that two channels tell of counts once: the earlier one, whatever its letters', () => {
  expect(after.points.get('TWICE')).toEqual({
    'young.webinar.act': '10',
    'limited.webinar.act': '5',
    'capped.webinar.act': '5',
    'later.webinar.act': '100',
  });
  expect(after.copies).toContain('app_campaigns:response:RTWICE10T10:00:01 < app:e001');
  // Conditions see it once, too.
  expect([after.tiers.get('TWICE'), after.tiers.get('OTHER')]).toEqual(['all', 'twice']);
});

test('[C5] other content, unknown content and the week after are other acts', () => {
  expect(['OTHER', 'UNKNOWN', 'EDGES'].map((record) => webinars(after, record))).toEqual(['200', '200', '200']);
});

test('[C5] at one moment the lower act key counts', () => {
  expect(webinars(after, 'TIE')).toBe('100');
  expect(after.copies).toContain('app:b < app:a');
});

test('[C5] a copy takes no place of a limit: it is gone before', () => {
  expect(after.points.get('LIMIT')).toMatchObject({ 'limited.webinar.act': '10', 'capped.webinar.act': '10' });
  expect(after.points.get('LIMIT')).toMatchObject({ 'capped.webinar.signal_cap': '-2' });
});

test('[C5] an act that was reset does not come back as its copy', () => {
  expect(after.copies).toContain('app_campaigns:response:RRESET10T10:00:00 < app:reset');
  expect(webinars(after, 'RESET')).toBeUndefined();
});

test('[C5] which act counts follows from what was known: a late copy that happened first takes over', () => {
  expect(before.copies).not.toContainEqual(expect.stringContaining('RLATE'));
  expect(before.points.get('LATE')).toMatchObject({ 'young.webinar.act': '10', 'later.webinar.act': '100' });
  expect(after.copies).toContain('app:e005 < app_campaigns:response:RLATE09T10:00:00');
  expect(after.points.get('LATE')).toMatchObject({ 'later.webinar.act': '100' });
  // Its copy is a day younger, young enough for the curve, and still no act.
  expect(after.points.get('LATE')).not.toHaveProperty('young.webinar.act');
});

test('[C5] two people who turn out to be one have done it once', () => {
  expect([webinars(before, 'ONE'), webinars(before, 'TWIN')]).toEqual(['100', '100']);
  expect([webinars(after, 'ONE'), webinars(after, 'TWIN')]).toEqual(['100', '100']);
  expect(after.copies.filter((copy) => !before.copies.includes(copy))).toHaveLength(2);
});

test('[C5] columns are compared one by one, and as they are', () => {
  expect(after.points.get('COLUMNS')).toEqual({ 'later.offer.act': '4' });
  expect(webinars(after, 'HOSTILE')).toBe('100');
});

test('[C5] a full refresh gives what the runs before it gave', () => {
  expect(anew).toEqual(after);
});
