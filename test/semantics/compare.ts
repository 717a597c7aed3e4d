/** The warehouse's rows beside the plain model's, lead by lead. */
import { Decimal } from 'decimal.js';
import type { Row, Value } from '../../scripts/engine/engine.js';
import { dateOf } from './plain/days.js';
import type { LeadResult } from './plain/evaluate.js';
import type { Answer } from './warehouse/run.js';

export interface Difference {
  readonly recordId: string;
  /** What differs: `total`, `intent/pricing/signal_cap`, ... */
  readonly what: string;
  readonly warehouse: string;
  readonly plain: string;
}

/** What is said of a lead, by name; numbers without trailing zeros. */
type Said = ReadonlyMap<string, string>;

function text(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A row without points says nothing of the score. */
function points(entries: readonly (readonly [string, Decimal, Decimal])[]): [string, string][] {
  return entries
    .filter(([, own, total]) => !own.isZero() || !total.isZero())
    .map(([key, own, total]) => [key, `${own.toFixed()} (${total.toFixed()} in the total)`]);
}

function saidByPlain(lead: LeadResult): Said {
  return new Map([...rowsByPlain(lead), ...standingByPlain(lead)]);
}

export function rowsByPlain({ rows }: LeadResult): readonly (readonly [string, string])[] {
  return points(rows.map((row) => [`${row.dimension}/${row.rule}/${row.kind}`, row.points, row.totalPoints] as const));
}

/** What is said of a lead beside its rows. */
export function standingByPlain(lead: LeadResult): readonly (readonly [string, string])[] {
  return [
    ...[...lead.dimensions].map(([name, value]) => [name, value.toFixed()] as const),
    ['total', lead.total.toFixed()],
    ['coverage', lead.coverage.toDecimalPlaces(6, Decimal.ROUND_HALF_UP).toFixed()],
    ['band', String(lead.band)],
    ...[...lead.grades].map(([name, letter]) => [`${name} grade`, letter] as const),
    ['cell', lead.cell ?? ''],
    ['account score', lead.accountScore?.toFixed() ?? ''],
    ['tier', lead.stands.tier],
    ['reached by', lead.reachedBy],
    ['failed gates', lead.failedGates.join(', ')],
    ['barred tiers', lead.barredTiers.join(', ')],
    ['suppressed because', lead.stands.suppressedBecause.join(', ')],
    ['disposition', lead.stands.disposition],
    ['route to', lead.stands.routeTo],
    ['arm', lead.stands.arm],
    ['variant', lead.stands.variant],
    ['predictive value', lead.predictiveValue?.toFixed() ?? ''],
    ['predictive rank', String(lead.predictiveRank ?? '')],
    ['demoted from', lead.demotedFrom],
    ['attributes read on', dateOf(lead.attributesReadOn)],
  ];
}

function decimal(value: Value | undefined): Decimal {
  return new Decimal(text(value) === '' ? 0 : text(value));
}

function saidByWarehouse(score: Row, reasons: readonly Row[], lead: LeadResult): Said {
  const dimensions = [...lead.dimensions.keys()];
  const graded = [...lead.grades.keys()];
  return new Map([
    ...points(
      reasons.map(
        (row) =>
          [
            `${text(row['dimension'])}/${text(row['rule'])}/${text(row['kind'])}`,
            decimal(row['points']),
            decimal(row['total_points']),
          ] as const,
      ),
    ),
    ...dimensions.map((name) => [name, decimal(score[`${name}_score`]).toFixed()] as const),
    ['total', decimal(score['total_score']).toFixed()],
    ['coverage', decimal(score['coverage']).toFixed()],
    ['band', text(score['band_number'])],
    ...graded.map((name) => [`${name} grade`, text(score[`${name}_grade`])] as const),
    ['cell', text(score['cell'])],
    ['account score', text(score['account_score'])],
    ['tier', text(score['tier'])],
    ['reached by', text(score['reached_by'])],
    ['failed gates', text(score['failed_gates'])],
    ['barred tiers', text(score['barred_tiers'])],
    ['suppressed because', text(score['suppressed_because'])],
    ['disposition', text(score['disposition'])],
    ['route to', text(score['route_to'])],
    ['arm', text(score['experiment_arm'])],
    ['variant', text(score['variant'])],
    ['predictive value', text(score['predictive_value']) === '' ? '' : decimal(score['predictive_value']).toFixed()],
    ['predictive rank', text(score['predictive_rank'])],
    ['demoted from', text(score['demoted_from'])],
    ['attributes read on', text(score['attributes_read_on'])],
  ]);
}

/** Every difference of one rubric, by lead. */
export function differencesOf(rubric: string, answer: Answer, plain: readonly LeadResult[]): readonly Difference[] {
  const scores = new Map(
    answer.scores.filter((row) => row['rubric'] === rubric).map((row) => [text(row['record_id']), row]),
  );
  const reasons = new Map<string, Row[]>();
  for (const row of answer.reasons) {
    if (row['rubric'] !== rubric) continue;
    const recordId = text(row['record_id']);
    const own = reasons.get(recordId);
    if (own === undefined) reasons.set(recordId, [row]);
    else own.push(row);
  }
  const byRecord = new Map(plain.map((lead) => [lead.recordId, lead]));
  return [...new Set([...scores.keys(), ...byRecord.keys()])].toSorted().flatMap((recordId): Difference[] => {
    const score = scores.get(recordId);
    const lead = byRecord.get(recordId);
    if (score === undefined || lead === undefined) {
      return [
        { recordId, what: 'is scored', warehouse: String(score !== undefined), plain: String(lead !== undefined) },
      ];
    }
    const expected = saidByPlain(lead);
    const actual = saidByWarehouse(score, reasons.get(recordId) ?? [], lead);
    return [...new Set([...expected.keys(), ...actual.keys()])].flatMap((what) => {
      const warehouse = actual.get(what) ?? '0';
      const own = expected.get(what) ?? '0';
      return warehouse === own ? [] : [{ recordId, what, warehouse, plain: own }];
    });
  });
}
