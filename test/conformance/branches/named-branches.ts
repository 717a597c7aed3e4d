import type { CompiledGraph } from '../../../scripts/graph/graph.js';
import type { Project as Rubrics } from '../../../scripts/rubric/model.js';
import { quoted } from '../models/warehouse.js';
import { rubricBranches } from './rubric-branches.js';

/** A way through the models that is no arm of a CASE: a cap that bound, a limit that dropped acts, a late arrival. */
export interface NamedBranch {
  readonly name: string;
  /** GoogleSQL returning one row with one INT64: how often the data took this way. Zero is a failure. */
  readonly sql: string;
  /** The rubric of whose own rules it is one. */
  readonly rubric?: string;
}

/** Writes the queries of a project's branches. */
export interface Queries {
  /** How many rows of a model there are for which a condition holds. */
  rowsOf(model: string, where: string): string;
  /** A model's table as SQL names it. */
  table(model: string): string;
}

/** By model, since not every project has every one: `[condition, name]`. */
const waysThrough: Readonly<Record<string, readonly (readonly [where: string, name: string])[]>> = {
  int_event_arrivals: [
    ['is_assumed', 'an event that was there on the first run: its arrival is assumed'],
    ['NOT is_assumed', 'an event that a later run saw first: its arrival is observed'],
  ],
  int_acts: [
    ['is_known_at_assumed', 'an act known when it usually is'],
    ['NOT is_known_at_assumed', 'an act whose arrival was told or observed'],
    ['known_at > TIMESTAMP_ADD(happened_at, INTERVAL 1 DAY)', 'an act known more than a day after it happened'],
  ],
  int_record_person: [
    ['hops = 0', 'an identity that a record carries'],
    ['hops = 1', 'an identity tied by one event'],
    ['hops = 2', 'an identity tied by two events'],
  ],
  int_person_records: [
    ['is_deleted', 'a deleted record'],
    ['merged_into_id IS NOT NULL', 'a record merged into another'],
  ],
  int_people: [['records > 1', 'a person of several records']],
  int_person_accounts: [
    [`matched_by = 'crm_id'`, 'an account that the record names'],
    [`matched_by = 'domain'`, 'an account by the domain of the address'],
  ],
  int_accounts: [
    ['records > 1', 'an account of several records'],
    ['records = 0', 'an account that only people have'],
    ['parent_account_id IS NOT NULL', 'an account with a parent'],
    ['is_customer', 'a customer'],
  ],
  int_forgotten: [
    [`kind = 'email' AND NOT is_shared`, 'a forgotten address'],
    [`kind = 'email' AND is_shared`, 'a forgotten address that somebody else has, too'],
    [`kind = 'user'`, 'a forgotten user id'],
    [`kind = 'device' AND NOT is_shared`, 'a forgotten device'],
    [`kind = 'device' AND is_shared`, 'a forgotten device that somebody else has, too'],
  ],
  int_opportunities: [['is_contact_forgotten', 'an opportunity whose contact was forgotten']],
  int_outcomes: [
    ['happened_at IS NOT NULL', 'an outcome with a date'],
    ['happened_at IS NULL', 'an outcome without a date'],
  ],
};

/** Ways that only the data of one project can take: where it is not here, they are not judged. */
export const onlyIn: Readonly<Record<string, string>> = {
  'an event that a later run saw first: its arrival is observed': 'ga4',
  'an outcome without a date': 'xeducation',
};

/** Of the judge's own small project. */
const smallWays: typeof waysThrough = {
  acts: [['person_id IS NULL', 'an act without a person']],
  scores: [['acts = 0', 'a person without an act']],
};

/** What a project's data must have done, from the models it has and the rules of its rubrics. */
export function namedBranches(
  project: string,
  graph: CompiledGraph,
  rubrics: Rubrics | undefined,
): readonly NamedBranch[] {
  const tables = new Map(graph.actions.map(({ target }) => [target.name, quoted(target)]));
  const table = (model: string): string => {
    const found = tables.get(model);
    if (found === undefined) throw new Error(`${project} has no model ${model}`);
    return found;
  };
  const rowsOf = (model: string, where: string): string => `SELECT COUNT(*) AS n FROM ${table(model)} WHERE ${where}`;
  const ways = rubrics === undefined ? smallWays : waysThrough;
  const general = Object.entries(ways).flatMap(([model, its]) =>
    tables.has(model) ? its.map(([where, name]) => ({ name, sql: rowsOf(model, where) })) : [],
  );
  return [
    ...general,
    ...lateActs(tables),
    ...(rubrics?.rubrics ?? [])
      .filter(({ status }) => status === 'live' || status === 'shadow')
      .flatMap((rubric) =>
        rubricBranches(rubric, { rowsOf, table }).map((branch) => ({ ...branch, rubric: rubric.name })),
      ),
  ];
}

/** Acts that had happened by as_of and were not yet known, so that no score may count them. */
function lateActs(tables: ReadonlyMap<string, string>): readonly NamedBranch[] {
  const [acts, asOf] = [tables.get('int_acts'), tables.get('int_as_of')];
  if (acts === undefined || asOf === undefined) return [];
  const from = `FROM ${acts} AS a CROSS JOIN ${asOf} AS c`;
  return [
    {
      name: 'an act before as_of that was known only after it',
      sql: `SELECT COUNT(*) AS n ${from} WHERE a.happened_at <= c.as_of AND a.known_at > c.as_of`,
    },
    { name: 'an act after as_of', sql: `SELECT COUNT(*) AS n ${from} WHERE a.happened_at > c.as_of` },
  ];
}
