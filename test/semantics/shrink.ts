/** From a difference to its smallest case: fewer rows, fewer keys, as long as the same thing differs. */
import type { Setting } from './arbitrary/setting.js';
import { judge, type Verdict } from './judge.js';
import { type FactRow, type Facts, noFacts, textIn } from './plain/facts.js';
import { worldAt } from './plain/world.js';
import { writeYaml, type YamlMap } from './plain/yaml.js';
import { pathsIn, sizeOf, without } from './removals.js';
import { faultsOf, type Warehouse } from './warehouse/run.js';

export interface Found {
  readonly rubric: YamlMap;
  readonly facts: Facts;
  readonly verdict: Verdict;
}

/** Rubrics that are tried in one run. */
const TOGETHER = 24;
const NAME = 'found';

const entities = Object.keys(noFacts) as readonly (keyof Facts)[];

export async function shrink(warehouse: Warehouse, setting: Setting, found: Found): Promise<Found> {
  const what = whatDiffers(found.verdict);
  const same = (verdict: Verdict | undefined): verdict is Verdict =>
    verdict !== undefined && whatAllDiffers(verdict).includes(what);
  let best: Found = { ...found, rubric: { ...found.rubric, rubric: NAME } };

  const tryFacts = async (facts: Facts): Promise<boolean> => {
    const verdict = (await judge(warehouse, setting, new Map([[NAME, best.rubric]]), facts)).get(NAME);
    if (same(verdict)) best = { ...best, facts, verdict };
    return same(verdict);
  };

  const recordId = found.verdict.differences[0]?.recordId;
  if (recordId !== undefined && !(await tryFacts(factsOf(found.facts, [recordId])))) {
    await tryFacts(factsOf(found.facts, colleaguesOf(found.facts, recordId, setting)));
  } else if (recordId === undefined) await tryFacts(noFacts);

  for (let isSmaller = true; isSmaller;) {
    const smaller = await smallerRubric(warehouse, setting, best, same);
    isSmaller = smaller !== undefined;
    if (smaller !== undefined) best = smaller;
  }
  for (const facts of [() => withoutColumns(best.facts)]) await tryFacts(facts());
  for (const entity of entities) {
    for (let chunk = Math.max(1, best.facts[entity].length); chunk >= 1; chunk = Math.floor(chunk / 2)) {
      for (let from = 0; from < best.facts[entity].length;) {
        const rows = best.facts[entity].filter((_, index) => index < from || index >= from + chunk);
        if (!(await tryFacts({ ...best.facts, [entity]: rows }))) from += chunk;
      }
    }
  }
  for (const entity of entities) {
    for (let index = 0; index < best.facts[entity].length; index += 1) {
      for (const column of Object.keys(best.facts[entity][index] ?? {})) {
        const rows = best.facts[entity].map((row, at) => (at === index ? withoutColumn(row, column) : row));
        if (!needed.has(column)) await tryFacts({ ...best.facts, [entity]: rows });
      }
    }
  }
  return best;
}

const needed: ReadonlySet<string> = new Set([
  'record_id',
  'event_id',
  'event_name',
  'happened_at',
  'created_at',
  'website',
  'vendor',
  'fetched_at',
]);
const ties: ReadonlySet<string> = new Set([...needed, 'email', 'person_record_id', 'account_id', 'anonymous_id']);

function withoutColumn(row: FactRow, column: string): FactRow {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
}

/** Nothing but who they are and when it was. */
function withoutColumns(facts: Facts): Facts {
  const bare = (rows: readonly FactRow[]): FactRow[] =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => ties.has(name))));
  return { ...facts, leads: bare(facts.leads), contacts: bare(facts.contacts) };
}

function whatDiffers(verdict: Verdict): string {
  return whatAllDiffers(verdict)[0] ?? '';
}

function whatAllDiffers({ differences, failure }: Verdict): readonly string[] {
  // Names in a message change with the rubric.
  if (failure !== undefined) return [failure.replace(/.*?: /, '').replaceAll(/"[^"]*"|'[^']*'|\d+/g, '_')];
  const order = (what: string): number => (what.includes('/') ? 0 : 1);
  return differences.map(({ what }) => what).toSorted((a, b) => order(a) - order(b));
}

async function smallerRubric(
  warehouse: Warehouse,
  setting: Setting,
  best: Found,
  same: (verdict: Verdict | undefined) => verdict is Verdict,
): Promise<Found | undefined> {
  const cuts = pathsIn(best.rubric)
    .map((path) => ({ path, rubric: without(best.rubric, path) }))
    .toSorted((a, b) => sizeOf(a.rubric) - sizeOf(b.rubric));
  for (let from = 0; from < cuts.length;) {
    const names = new Map<string, YamlMap>();
    for (; from < cuts.length && names.size < TOGETHER; from += 1) {
      const name = `${NAME}_${names.size + 1}`;
      const candidate = { ...cuts[from]?.rubric, rubric: name };
      if (faultsOf(name, writeYaml(candidate), setting.zone.name).length === 0) names.set(name, candidate);
    }
    const verdicts = await judge(warehouse, setting, names, best.facts);
    const good = [...names].filter(([name]) => same(verdicts.get(name)));
    const [first] = good;
    if (first === undefined) continue;
    const verdict = verdicts.get(first[0]);
    if (verdict !== undefined) return { ...best, rubric: { ...first[1], rubric: NAME }, verdict };
  }
  return undefined;
}

/** The people with their own events, and the companies as they are. */
function factsOf(facts: Facts, recordIds: readonly string[]): Facts {
  const isOne = (row: FactRow): boolean => recordIds.includes(textIn(row['record_id']) ?? '');
  const leads = facts.leads.filter(isOne);
  const contacts = facts.contacts.filter(isOne);
  const records = [...leads, ...contacts];
  const emails = new Set(records.map((row) => textIn(row['email'])?.toLowerCase()));
  const numbers = new Set(recordIds.map((id) => id.slice(1)));
  const isTheirs = (row: FactRow): boolean => {
    const device = textIn(row['anonymous_id'])?.replace('browser ', '');
    const email = textIn(row['email'])?.toLowerCase();
    return (
      recordIds.includes(textIn(row['person_record_id']) ?? '') ||
      (email !== undefined && emails.has(email)) ||
      (device !== undefined && numbers.has(device))
    );
  };
  const domains = new Set([...emails].map((email) => email?.split('@')[1]));
  const accounts = facts.accounts.filter(
    (row) =>
      records.some((each) => each['account_id'] === row['record_id']) || domains.has(textIn(row['website']) ?? 'none'),
  );
  const opportunities = facts.opportunities.filter((deal) =>
    accounts.some((row) => row['record_id'] === deal['account_id']),
  );
  const isOfThem = (row: FactRow): boolean =>
    accounts.some((each) => each['record_id'] === row['account_record_id']) ||
    domains.has(textIn(row['domain'])?.toLowerCase());
  const overrides = facts.overrides.filter(isTheirs);
  return {
    leads,
    contacts,
    accounts,
    opportunities,
    overrides,
    account_events: facts.account_events.filter(isOfThem),
    enrichment: facts.enrichment.filter(isOfThem),
    events: facts.events.filter(isTheirs),
    campaign_responses: facts.campaign_responses.filter(isTheirs),
  };
}

function colleaguesOf(facts: Facts, recordId: string, setting: Setting): readonly string[] {
  const { people } = worldAt(facts, setting.asOf, setting.zone);
  const account = people.find((person) => person.recordId === recordId)?.account;
  const colleagues = people.filter((person) => account !== undefined && person.account === account);
  return [...new Set([recordId, ...colleagues.map((person) => person.recordId)])];
}
