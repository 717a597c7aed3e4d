/**
 * The model of the shadow rubric rule_and_predictive, learnt from one scored moment of an invented company and judged on a
 * later one. This is how one such file came about, no part of the product: rubrics/models/README.md says what to run.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { openDuckDb } from '../scripts/engine/duckdb/open.js';
import { compileProject } from '../scripts/graph/compile.js';
import { areaInside, areaUnderCurve, fitLogistic } from './logistic.js';
import { root } from './project-copy.js';

const RUBRIC = 'rule_and_predictive';
const OUTCOME = { label: 'opportunity', within: 90 };
/** A value that fewer leads have is left to "unknown". */
const FEWEST = 200;
const RIDGE = 2;
const TOP = 0.2;

type Lead = Readonly<Record<string, string | number | boolean | null>>;

/** What the model asks. A band begins at each number; values are those that enough leads have. */
const terms: readonly {
  readonly name: string;
  readonly label: string;
  readonly about: Readonly<Record<string, string>>;
  readonly column: string;
  readonly bands?: readonly number[];
}[] = [
  { name: 'seniority', label: 'seniority', about: { field: 'lead.seniority' }, column: 'seniority' },
  { name: 'company_size', label: 'company size', about: { field: 'lead.company_size' }, column: 'company_size' },
  { name: 'email_kind', label: 'e-mail address', about: { field: 'lead.email_kind' }, column: 'email_kind' },
  { name: 'fit', label: 'fit by the rules', about: { dimension: 'fit' }, column: 'fit_score', bands: [0, 40, 60, 80] },
  {
    name: 'engagement',
    label: 'engagement by the rules',
    about: { dimension: 'engagement' },
    column: 'engagement_score',
    bands: [0, 1, 10],
  },
  ...(
    [
      ['demo_request', 'asked for a demo', [0, 1]],
      ['product_page', 'visits of product pages', [0, 1, 2]],
      ['ebook', 'e-books downloaded', [0, 1]],
      ['email_click', 'clicks in e-mails', [0, 1]],
    ] as const
  ).map(([signal, label, bands]) => ({
    name: `${signal}_30d`,
    label: `${label} within 30 days`,
    about: { signal, within: '30d' },
    column: signal,
    bands,
  })),
];

/** Every lead that the rubric scored and that had not had the outcome before. */
async function leadsOf(file: string): Promise<{ readonly day: string; readonly leads: readonly Lead[] }> {
  const { defaultDatabase: database, defaultSchema: schema } = compileProject(root);
  const engine = await openDuckDb({ database, path: file, readOnly: true });
  const table = (name: string): string => `\`${database}.${schema}.${name}\``;
  const signals = terms.flatMap(({ about }) => (about['signal'] === undefined ? [] : [about['signal']]));
  try {
    const rows = await engine.query(`
WITH outcomes AS (
  SELECT s.lead_id,
    LOGICAL_OR(o.happened_at <= s.as_of) AS is_before,
    LOGICAL_OR(o.happened_at > s.as_of AND o.happened_at <= TIMESTAMP_ADD(s.as_of, INTERVAL ${OUTCOME.within} DAY)) AS is_in_time
  FROM ${table(`${RUBRIC}_scores`)} AS s
  INNER JOIN ${table('int_outcomes')} AS o ON o.lead_id = s.lead_id AND o.outcome = '${OUTCOME.label}'
  GROUP BY s.lead_id
),

acts AS (
  SELECT lead_id, ${signals.map((signal) => `COUNTIF(signal = '${signal}' AND age_days < 30) AS ${signal}`).join(', ')}
  FROM ${table(`${RUBRIC}_acts`)}
  GROUP BY lead_id
)

SELECT
  CAST(f.as_of_day AS STRING) AS day,
  f.lead_id,
  COALESCE(o.is_in_time, FALSE) AS outcome,
  s.band,
  CAST(s.total_score AS FLOAT64) AS total,
  CAST(s.fit_score AS FLOAT64) AS fit_score,
  CAST(s.engagement_score AS FLOAT64) AS engagement_score,
  LOWER(TRIM(f.seniority)) AS seniority,
  LOWER(TRIM(f.company_size)) AS company_size,
  LOWER(TRIM(f.email_kind)) AS email_kind,
  ${signals.map((signal) => `COALESCE(acts.${signal}, 0) AS ${signal}`).join(',\n  ')}
FROM ${table(`${RUBRIC}_scores`)} AS s
INNER JOIN ${table('int_lead_facts')} AS f ON f.as_of = s.as_of AND f.lead_id = s.lead_id
LEFT JOIN outcomes AS o ON o.lead_id = s.lead_id
LEFT JOIN acts ON acts.lead_id = s.lead_id
WHERE NOT COALESCE(o.is_before, FALSE)
ORDER BY f.lead_id`);
    const leads = rows.map((row): Lead =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'object' || value === undefined ? null : typeof value === 'bigint' ? Number(value) : value,
        ]),
      ),
    );
    return { day: String(leads[0]?.['day'] ?? ''), leads };
  } finally {
    await engine.close();
  }
}

/** The answers that enough leads give: lower bounds from the highest, or values. */
function answersOf(term: (typeof terms)[number], leads: readonly Lead[]): readonly string[] {
  if (term.bands !== undefined) return term.bands.map(String).toReversed();
  const counts = new Map<string, number>();
  for (const lead of leads) {
    const value = lead[term.column];
    if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count >= FEWEST)
    .map(([value]) => value)
    .toSorted();
}

/** Which answer; the number of answers for none of them. */
function answerOf(term: (typeof terms)[number], answers: readonly string[], lead: Lead): number {
  const value = lead[term.column];
  const found =
    term.bands === undefined
      ? answers.findIndex((answer) => answer === value)
      : answers.findIndex((answer) => Number(value) >= Number(answer));
  return found < 0 ? answers.length : found;
}

const shown = (value: number): number => Number(value.toFixed(3));

/** Of the leads with the outcome, the share among the highest fifth; ties by lead id. */
function topShare(values: readonly number[], outcomes: readonly boolean[]): number {
  const order = values
    .map((value, index) => ({ value, index }))
    .toSorted((a, b) => b.value - a.value || a.index - b.index);
  const top = order.slice(0, Math.floor(order.length * TOP));
  return top.filter(({ index }) => outcomes[index] === true).length / outcomes.filter(Boolean).length;
}

const { values: options } = parseArgs({
  options: { train: { type: 'string' }, judge: { type: 'string' }, write: { type: 'string' } },
});
if (options.train === undefined || options.judge === undefined) {
  process.stderr.write('npm run train-demo -- --train <warehouse> --judge <later warehouse> [--write <artefact>]\n');
  process.exit(2);
}
const trained = await leadsOf(options.train);
const judged = await leadsOf(options.judge);
const asked = terms.map((term) => ({ term, answers: answersOf(term, trained.leads) }));
let columns = 0;
const places = asked.map(({ answers }) => {
  const from = columns;
  columns += answers.length + 1;
  return from;
});
const encode = (lead: Lead): readonly number[] =>
  asked.map(({ term, answers }, index) => (places[index] ?? 0) + answerOf(term, answers, lead));
const outcomesOf = (leads: readonly Lead[]): readonly boolean[] => leads.map((lead) => lead['outcome'] === true);
const fit = fitLogistic(trained.leads.map(encode), outcomesOf(trained.leads), columns, RIDGE);
const weight = (index: number): number => shown(fit.weights[index] ?? 0) + 0;
const valueOf = (lead: Lead): number => encode(lead).reduce((sum, index) => sum + weight(index), shown(fit.intercept));

const outcomes = outcomesOf(judged.leads);
const byModel = judged.leads.map(valueOf);
const byTotal = judged.leads.map((lead) => Number(lead['total']));
const bands = judged.leads.map((lead) => String(lead['band']));
const figure = (value: number) => ({ value: shown(value), rows: judged.leads.length });
const period = (day: string, leads: readonly Lead[]) => ({
  from: day,
  to: day,
  rows: leads.length,
  positives: outcomesOf(leads).filter(Boolean).length,
});
const artefact = {
  $schema: 'artefact.schema.json',
  format: 1,
  name: `${RUBRIC} ${trained.day}`,
  description: 'Learnt from an invented company, to show the format at work. It says nothing of any real lead.',
  made_with: 'npm run train-demo',
  outcome: { label: OUTCOME.label, within: `${OUTCOME.within}d` },
  trained_on: period(trained.day, trained.leads),
  validated_on: {
    ...period(judged.day, judged.leads),
    figures: {
      area_under_curve: figure(areaUnderCurve(byModel, outcomes)),
      area_under_curve_of_the_total: figure(areaUnderCurve(byTotal, outcomes)),
      area_inside_bands: figure(areaInside(bands, byModel, outcomes)),
      area_inside_bands_of_the_total: figure(areaInside(bands, byTotal, outcomes)),
      share_found_in_the_first_fifth: figure(topShare(byModel, outcomes)),
      share_found_in_the_first_fifth_by_total: figure(topShare(byTotal, outcomes)),
    },
  },
  intercept: shown(fit.intercept),
  terms: asked.map(({ term, answers }, index) => {
    const from = places[index] ?? 0;
    const adds = Object.fromEntries(answers.map((answer, at) => [answer, weight(from + at)]));
    return {
      name: term.name,
      label: term.label,
      ...term.about,
      ...(term.bands === undefined ? { values: adds } : { bands: adds }),
      ...(term.about['signal'] === undefined && { unknown: weight(from + answers.length) }),
    };
  }),
};
const text = await format(JSON.stringify(artefact), { parser: 'json', printWidth: 120 });
if (options.write === undefined) process.stdout.write(text);
else writeFileSync(path.resolve(options.write), text);
