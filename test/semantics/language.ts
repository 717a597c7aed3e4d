/** The shape of a rubric, part by part: what the table of keys counts, and what cannot change a result. */

/** What stands below a key. */
export type Below =
  | 'nothing'
  | { readonly part: string }
  /** A list of them. */
  | { readonly list: string }
  /** A map of names to them. */
  | { readonly named: string };

const condition: Below = { part: 'a condition' };
const conditions: Below = { list: 'a condition' };

const fieldTests = {
  is: 'nothing',
  in: 'nothing',
  in_list: 'nothing',
  between: 'nothing',
  at_least: 'nothing',
  at_most: 'nothing',
  matches: 'nothing',
  starts_with: 'nothing',
  contains: 'nothing',
  known: 'nothing',
  unknown: 'nothing',
  older_than: 'nothing',
  newer_than: 'nothing',
} as const satisfies Readonly<Record<string, Below>>;

export const language: Readonly<Record<string, Readonly<Record<string, Below>>>> = {
  'a rubric': {
    applies_to: condition,
    dimensions: { named: 'a dimension' },
    total: { part: 'the total' },
    limits: { list: 'a limit of the total' },
    bands: 'nothing',
    grid: { part: 'a grid' },
    tiers: { list: 'a tier' },
    suppress: { list: 'a suppression' },
  },
  'a dimension': {
    range: 'nothing',
    criteria: { named: 'a criterion' },
    acts: { named: 'an act' },
    families: { named: 'a family' },
    soft_fit: { list: 'a soft fit' },
    grades: 'nothing',
    count_from: 'nothing',
    breadth: { part: 'a breadth' },
    inactivity: { part: 'an inactivity' },
  },
  'a criterion': {
    field: 'nothing',
    cases: { list: 'a case' },
    when: condition,
    points: 'nothing',
    unknown: { part: 'what unknown gives' },
  },
  'a case': { ...fieldTests, when: condition, otherwise: 'nothing', points: 'nothing', level: 'nothing' },
  'what unknown gives': { points: 'nothing', fallback: 'nothing', same_as: 'nothing' },
  'a soft fit': { when: condition, lifts: 'nothing', to: 'nothing' },
  'an act': {
    points: 'nothing',
    decay: { part: 'a decay' },
    limit: { part: 'a limit' },
    cap: { part: 'a cap' },
    by_count: 'nothing',
    within: 'nothing',
    magnitude: 'nothing',
    sequence: 'nothing',
    resets: 'nothing',
  },
  'a decay': { half_life: 'nothing', linear: 'nothing', until: 'nothing', steps: 'nothing', age_from: 'nothing' },
  'a limit': { times: 'nothing', per: 'nothing' },
  'a cap': { points: 'nothing', per: 'nothing' },
  'a family': { signals: 'nothing', cap: 'nothing', curve: 'nothing' },
  'a breadth': { signals: 'nothing', within: 'nothing' },
  'an inactivity': { after: 'nothing', points: 'nothing', per: 'nothing', floor: 'nothing' },
  'the total': { sum: 'nothing', max: 'nothing', normalise: 'nothing', range: 'nothing' },
  'a limit of the total': { when: condition, total_at_most: 'nothing' },
  'a grid': { rows: 'nothing', columns: 'nothing', cells: 'nothing' },
  'a tier': {
    when: condition,
    thresholds: { list: 'a threshold' },
    promote: condition,
    requires: { named: 'a condition' },
    action: 'nothing',
    otherwise: 'nothing',
  },
  'a threshold': { for: condition, total: 'nothing' },
  'a suppression': { when: condition, unknown: 'nothing', reason: 'nothing' },
  'a condition': {
    all: conditions,
    any: conditions,
    not: condition,
    field: 'nothing',
    ...fieldTests,
    signal: 'nothing',
    family: 'nothing',
    within: 'nothing',
    times: 'nothing',
    after: 'nothing',
    people: 'nothing',
    total: 'nothing',
    coverage: 'nothing',
    account_score: 'nothing',
    grade: 'nothing',
    cell: 'nothing',
    '<dimension>': 'nothing',
  },
};

/** Keys that the schema accepts and that are not tried, each with its reason. */
export const untried: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a rubric': {
    rubric: 'a name',
    version: 'told, not judged',
    status: 'every rubric here is live',
    purpose: 'told, not judged',
    owners: 'told, not judged',
    approved: 'told, not judged',
    changes: 'told, not judged',
    outcome: 'what a rubric is compared with, not what it gives',
    crm: 'what is written, not what is scored',
    checks: 'bounds of the checks of the data',
  },
  'a dimension': { description: 'words' },
  'a criterion': { label: 'words', description: 'words' },
  'a case': { label: 'words' },
  'a limit of the total': { name: 'a name' },
  'a threshold': { why: 'words' },
  'a tier': { tier: 'a name', label: 'words' },
  'a condition': { sql: "the text is the warehouse's own; checked on its syntax tree" },
};
