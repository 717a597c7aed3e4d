/** Random people: what is known of them and what they did, with moments where one second or one day decides. */
import fc from 'fast-check';
import { dateOf } from '../plain/days.js';
import type { Cell, FactRow, Facts } from '../plain/facts.js';
import { accountSignals, contents, domains, eventSignals } from '../plain/standards.js';
import { type VendorAnswer, vendorAnswer } from './answers.js';
import { dayCounts } from './pieces.js';
import { momentsOf, type Setting, startOf } from './setting.js';

type Arb<Value> = fc.Arbitrary<Value>;
type Named = Readonly<Record<string, Cell>>;

/** One person before it has a number. */
export interface PersonFacts {
  readonly isContact: boolean;
  readonly address: 'business' | 'none' | 'invalid' | Exclude<keyof typeof domains, 'internal'>;
  /** Of so many companies. */
  readonly company: number;
  readonly fields: Named;
  readonly events: readonly EventFacts[];
  readonly overrides: readonly Named[];
}

interface EventFacts {
  readonly columns: Named;
  readonly tie: 'record' | 'email' | 'device' | 'device and email';
  readonly isResponse: boolean;
  /** Keys are not in the order of time. */
  readonly key: number;
}

const HOUR = 3_600_000;

export function iso(moment: number): string {
  return new Date(moment).toISOString();
}

const lately = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 8, 9] as const;

/** On the edges of days and windows. */
function moments(setting: Setting): Arb<number> {
  const asOf = Date.parse(setting.asOf);
  const edges = [0, ...dayCounts, ...dayCounts.map((days) => days - 1), ...dayCounts.map((days) => days + 1)];
  // Between the runs, where there are several.
  const days = setting.earlier.length > 0 ? fc.constantFrom(...edges, ...lately) : fc.constantFrom(...edges);
  const shifts = fc.constantFrom<(start: number, next: number) => number>(
    (start) => start,
    (_, next) => next - 1,
    (start) => start + 1000,
    (start) => start + 12 * HOUR,
    (start) => start + 23 * HOUR,
    (start) => start + ((((asOf - start) % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR)),
  );
  return fc.tuple(days, shifts).map(([back, shift]) => {
    const day = setting.today - back;
    return shift(startOf(setting.zone, day), startOf(setting.zone, day + 1));
  });
}

function pick(...values: readonly Cell[]): Arb<Cell> {
  return fc.constantFrom(...values);
}

function personFields(setting: Setting): Arb<Named> {
  const moment = moments(setting);
  const asOf = Date.parse(setting.asOf);
  const plan = pick('Gold', ' gold ', 'GOLD', 'Silver', 'Platinum Plus', 'platinum', 'Basic', null, null);
  const amount = pick('0', '1', '2', '4.999', '5', '10', '10.5', '99.999', '100', '-3', null, null);
  return fc.record({
    title: pick('Chief Data Officer', 'chief of staff', 'Data Manager', 'Baker', null),
    country: pick('Germany', ' germany', 'FRANCE', 'US', 'Japan', null),
    do_not_contact: pick(true, false, null),
    created_at: fc.oneof(moment, fc.constantFrom(asOf, asOf + 1000, asOf - 400 * 24 * HOUR)).map(iso),
    known_at: fc.oneof(
      { weight: 12, arbitrary: fc.constant<Cell>(null) },
      { weight: 1, arbitrary: fc.constantFrom<Cell>(iso(asOf), iso(asOf + 1), iso(asOf - 48 * HOUR)) },
    ),
    plan,
    old_plan: plan,
    seats: pick('0', '1', '2', '5', '10', '100', null, null),
    budget: amount,
    old_budget: amount,
    is_partner: pick(true, false, null),
    renewal_on: fc.oneof(
      fc.constant<Cell>(null),
      fc.constantFrom(0, ...dayCounts).map((days): Cell => dateOf(setting.today - days)),
      fc.constantFrom(-1, 1, 29, 31).map((days): Cell => dateOf(setting.today - days)),
    ),
    last_recycled_at: fc.oneof(
      fc.constant<Cell>(null),
      moment.map((at): Cell => iso(at)),
    ),
  });
}

/** Moments of one person come from few, so that acts meet. */
function personEvents(setting: Setting, recycledAt: Cell | undefined): Arb<readonly EventFacts[]> {
  return fc.array(moments(setting), { minLength: 1, maxLength: 6 }).chain((own) => {
    const asOf = Date.parse(setting.asOf);
    const recycled = typeof recycledAt === 'string' ? [Date.parse(recycledAt)] : [];
    const happened = fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...own, ...recycled) },
      { weight: 1, arbitrary: fc.constantFrom(asOf, asOf - 1, asOf + 1) },
    );
    return fc.array(event(happened, asOf), { minLength: 0, maxLength: 18 });
  });
}

/** Of three runs those before which somebody did something: who came and went, came back, or stayed away. */
const visits = [
  [true, false, true],
  [true, false, true],
  [false, true, false],
  [true, true, false],
  [true, false, false],
] as const;

/** Somebody who does one thing only, on the days of some of the runs. */
function regularEvents(setting: Setting): Arb<readonly EventFacts[]> {
  const moments = momentsOf(setting).map((moment) => Date.parse(moment));
  return fc
    .tuple(fc.constantFrom(...eventSignals), fc.constantFrom(...visits), fc.integer({ min: 0, max: 9999 }))
    .map(([event_name, pattern, key]) =>
      moments
        .filter((_, run) => pattern[run] === true)
        .map((moment): EventFacts => ({
          columns: {
            event_name,
            happened_at: iso(moment - 1),
            known_at: null,
            session_id: null,
            minutes: '10',
            depth: '10',
          },
          tie: 'record',
          isResponse: false,
          key,
        })),
    );
}

function event(happened: Arb<number>, asOf: number): Arb<EventFacts> {
  return fc
    .record({
      event_name: fc.constantFrom(...eventSignals, 'unmapped', 'Visit', ' pricing '),
      at: happened,
      late: fc.oneof(
        { weight: 10, arbitrary: fc.constant<'never'>('never') },
        { weight: 1, arbitrary: fc.constantFrom<'hour' | 'as of' | 'after'>('hour', 'as of', 'after') },
      ),
      session_id: pick('s1', 's2', null),
      minutes: pick('0', '2.5', '4.999', '5', '10', '29', '30', '31', null),
      depth: pick('0', '2.5', '5', '9.999', '10', '30', null),
      tie: fc.constantFrom<EventFacts['tie']>('record', 'record', 'email', 'email', 'device', 'device and email'),
      isResponse: fc.constantFrom(false, false, false, false, false, true),
      key: fc.integer({ min: 0, max: 9999 }),
    })
    .map(({ event_name, at, late, session_id, minutes, depth, ...rest }) => {
      const known = { never: null, hour: at + HOUR, 'as of': asOf, after: asOf + 1 }[late];
      const known_at = known === null ? null : iso(Math.max(known, at));
      return { columns: { event_name, happened_at: iso(at), known_at, session_id, minutes, depth }, ...rest };
    });
}

export function person(setting: Setting, companies: number): Arb<PersonFacts> {
  return personFields(setting).chain((fields) =>
    fc.record({
      isContact: fc.constantFrom(true, false, false),
      address: fc.constantFrom<PersonFacts['address']>(
        'business',
        'business',
        'business',
        'business',
        'none',
        'invalid',
        'competitor',
        'free',
        'disposable',
      ),
      company: fc.integer({ min: 1, max: companies }),
      fields: fc.constant(fields),
      events: fc.oneof(
        { weight: 2, arbitrary: personEvents(setting, fields['last_recycled_at']) },
        { weight: setting.earlier.length > 0 ? 1 : 0, arbitrary: regularEvents(setting) },
      ),
      overrides: decisions(setting),
    }),
  );
}

/** Few people have any. */
function decisions(setting: Setting): Arb<readonly Named[]> {
  const asOf = Date.parse(setting.asOf);
  const decision = fc.record({
    rubric: pick(null, null, 'other'),
    tier: pick('best', 'rest'),
    set_at: fc.constantFrom(asOf - 48 * HOUR, asOf - 2 * HOUR, asOf, asOf + HOUR).map((at): Cell => iso(at)),
    expires_on: fc.constantFrom(-1, 0, 1, 30).map((days): Cell => dateOf(setting.today + days)),
  });
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant<readonly Named[]>([]) },
    { weight: 1, arbitrary: fc.array(decision, { minLength: 1, maxLength: 3 }) },
  );
}

export interface CompanyFacts {
  readonly fields: Named;
  readonly hasWebsite: boolean;
  /** The number of another company, or of this one. */
  readonly parent: number | null;
  readonly deals: readonly Named[];
  readonly events: readonly CompanyEvent[];
  readonly answers: readonly VendorAnswer[];
}

/** What is known of it without a person. */
interface CompanyEvent {
  readonly columns: Named;
  readonly tie: 'record' | 'domain' | 'free';
  readonly key: number;
}

function companyEvent(setting: Setting): Arb<CompanyEvent> {
  const asOf = Date.parse(setting.asOf);
  return fc
    .record({
      event_name: fc.constantFrom(...accountSignals, ...accountSignals, 'unmapped', ' Surge '),
      at: fc.oneof(
        { weight: 12, arbitrary: moments(setting) },
        { weight: 1, arbitrary: fc.constantFrom(asOf, asOf - 1) },
      ),
      late: fc.constantFrom(null, null, null, null, asOf, asOf + 1),
      strength: pick('0', '2.5', '5', '9.999', '10', '30', null),
      tie: fc.constantFrom<CompanyEvent['tie']>('record', 'domain', 'domain', 'free'),
      key: fc.integer({ min: 0, max: 9999 }),
    })
    .map(({ event_name, at, late, strength, ...rest }) => {
      const known_at = late === null ? null : iso(Math.max(late, at));
      return { columns: { event_name, happened_at: iso(at), known_at, strength }, ...rest };
    });
}

export function company(setting: Setting, companies: number): Arb<CompanyFacts | undefined> {
  const asOf = Date.parse(setting.asOf);
  const around = fc.constantFrom(asOf - 48 * HOUR, asOf - 1, asOf, asOf + 1).map((at): Cell => iso(at));
  const found = fc.record({
    hasWebsite: fc.constantFrom(true, true, true, false),
    parent: fc.option(fc.integer({ min: 1, max: companies })),
    fields: fc.record({
      industry: pick('Software', 'retail', null),
      employees: pick('1', '5', '10', '100', null),
      country: pick('Germany', 'US', null),
      is_customer: pick(true, false, null),
      segment: pick('smb', 'Enterprise ', null),
      spend: pick('0', '5', '10.5', '100', null),
    }),
    deals: fc.array(
      fc.record({ created_at: around, closed_at: around, is_closed: fc.constantFrom<Cell>(true, false) }),
      { maxLength: 2 },
    ),
    events: fc.array(companyEvent(setting), { maxLength: 8 }),
    answers: fc.array(vendorAnswer(setting), { maxLength: 5 }),
  });
  return fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: found });
}

function addressOf(address: PersonFacts['address'], number: number, companyNumber: number): Cell {
  switch (address) {
    case 'none':
      return null;
    case 'invalid':
      return `person ${number} without an address`;
    case 'business':
      return `p${number}@c${companyNumber}.com`;
    default:
      return `p${number}@${domains[address]}`;
  }
}

/** Numbers people and companies and puts their rows together. */
export function assemble(people: readonly PersonFacts[], companies: readonly (CompanyFacts | undefined)[]): Facts {
  const persons = people.map((each, index) => personRows(each, index + 1, companies));
  const known = companies.flatMap((each, index) =>
    each === undefined ? [] : [companyRows(each, index + 1, companies)],
  );
  return {
    leads: persons.filter(({ isContact }) => !isContact).map(({ record }) => record),
    contacts: persons.filter(({ isContact }) => isContact).map(({ record }) => record),
    accounts: known.map(({ record }) => record),
    opportunities: known.flatMap(({ deals }) => deals),
    campaign_responses: persons.flatMap(({ responses }) => responses),
    events: persons.flatMap(({ events }) => events),
    account_events: known.flatMap(({ events }) => events),
    enrichment: known.flatMap(({ answers }) => answers),
    overrides: persons.flatMap(({ overrides }) => overrides),
  };
}

interface CompanyRows {
  readonly record: FactRow;
  readonly deals: readonly FactRow[];
  readonly events: readonly FactRow[];
  readonly answers: readonly FactRow[];
}

function companyRows(
  each: CompanyFacts,
  number: number,
  companies: readonly (CompanyFacts | undefined)[],
): CompanyRows {
  const record_id = `A${number}`;
  const hasParent = each.parent !== null && companies[each.parent - 1] !== undefined;
  const website = each.hasWebsite ? `c${number}.com` : null;
  const companyOf = (tie: CompanyEvent['tie']): FactRow => ({
    ...(tie === 'record' && { account_record_id: record_id }),
    domain: tie === 'free' ? domains.free : `C${number}.com`,
  });
  return {
    record: {
      record_id,
      website,
      parent_id: hasParent ? `A${each.parent}` : null,
      created_at: '2020-01-01T00:00:00.000Z',
      ...each.fields,
    },
    deals: each.deals.map((deal, index) => ({
      record_id: `O${number}_${index}`,
      account_id: record_id,
      ...deal,
      ...(deal['is_closed'] !== true && { closed_at: null }),
    })),
    events: each.events.map(({ tie, key, columns }, index) => ({
      event_id: `F${String(key).padStart(4, '0')}_${number}_${index}`,
      ...companyOf(tie),
      ...columns,
    })),
    answers: each.answers.map(({ tie, key, columns }, index) => ({
      record_id: `V${String(key).padStart(4, '0')}_${number}_${index}`,
      ...companyOf(tie),
      ...columns,
    })),
  };
}

interface PersonRows {
  readonly isContact: boolean;
  readonly record: FactRow;
  readonly events: readonly FactRow[];
  readonly responses: readonly FactRow[];
  readonly overrides: readonly FactRow[];
}

function personRows(each: PersonFacts, number: number, companies: readonly (CompanyFacts | undefined)[]): PersonRows {
  const record_id = `${each.isContact ? 'C' : 'L'}${number}`;
  const email = addressOf(each.address, number, each.company);
  const isAddress = typeof email === 'string' && email.includes('@');
  const hasAccount = each.isContact && companies[each.company - 1] !== undefined;
  const record: FactRow = {
    record_id,
    email,
    ...(hasAccount && { account_id: `A${each.company}` }),
    ...each.fields,
  };
  const rows = each.events.map((event, index): { isResponse: boolean; row: FactRow } => {
    const id = `${String(event.key).padStart(4, '0')}_${number}_${index}`;
    const byEmail = isAddress ? { email: String(email).toUpperCase() } : { person_record_id: record_id };
    const device = { anonymous_id: `browser ${number}` };
    const tie =
      event.tie === 'record'
        ? { person_record_id: record_id }
        : event.tie === 'email' || event.isResponse
          ? byEmail
          : event.tie === 'device'
            ? device
            : { ...device, ...byEmail };
    const { event_name, happened_at, known_at, session_id, minutes, depth } = event.columns;
    const shared = {
      happened_at: happened_at ?? null,
      known_at: known_at ?? null,
      content_id: contents[event.key % contents.length] ?? null,
      minutes: minutes ?? null,
    };
    return event.isResponse
      ? {
          isResponse: true,
          row: { record_id: `R${id}`, ...tie, ...shared, campaign_type: 'Webinar', status: 'Attended' },
        }
      : {
          isResponse: false,
          row: {
            event_id: `E${id}`,
            event_name: event_name ?? null,
            ...tie,
            ...shared,
            depth: depth ?? null,
            // A visit is one identity's: it ends where somebody gives a name.
            session_id: typeof session_id === 'string' ? `${session_id} ${event.tie} ${number}` : null,
          },
        };
  });
  return {
    isContact: each.isContact,
    record,
    events: rows.filter(({ isResponse }) => !isResponse).map(({ row }) => row),
    responses: rows.filter(({ isResponse }) => isResponse).map(({ row }) => row),
    overrides: each.overrides.map((decision, index) => ({
      record_id: `D${number}_${index}`,
      ...(index === 1 && isAddress ? { email } : { person_record_id: record_id }),
      owner: 'somebody',
      reason: 'they know better',
      ...decision,
      // No two at one moment.
      set_at: iso(Date.parse(String(decision['set_at'])) - index * 1000),
    })),
  };
}
