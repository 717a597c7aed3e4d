/** What `leadscore explain` says of one score: what is done, then every point by dimension, caps beside what they cap. */
import { Decimal } from 'decimal.js';
import type { Row, Value } from '../engine/engine.js';
import { terminalText } from '../run/terminal-text.js';
import { actionFacts, tierWords } from './explain-action.js';

/** Family -> its signals, of every dimension of the rubric; empty when the rubric cannot be read any more. */
export type Families = ReadonlyMap<string, readonly string[]>;

interface Line {
  readonly points?: Decimal;
  readonly total: Decimal;
  readonly words: string;
  readonly place?: string;
}

/** Wider reasons are not padded: their place follows them directly. */
const WIDEST_REASON = 60;

export function text(value: Value | undefined): string {
  return value === null || value === undefined ? '' : terminalText(String(value));
}

function decimal(value: Value | undefined): Decimal {
  return new Decimal(text(value) === '' ? '0' : text(value));
}

const sum = (numbers: readonly Decimal[]): Decimal => numbers.reduce((a, b) => a.plus(b), new Decimal(0));
const pointsOf = (reasons: readonly Row[]): Decimal => sum(reasons.map((reason) => decimal(reason.points)));
export const totalOf = (reasons: readonly Row[]): Decimal => sum(reasons.map((reason) => decimal(reason.total_points)));

/** Numbers with their sign and all their digits, the decimal points below each other. */
export function column(numbers: readonly (Decimal | undefined)[]): readonly string[] {
  const parts = numbers.map((number) => {
    if (number === undefined) return { whole: '', fraction: '' };
    const written = `${number.isPositive() && !number.isZero() ? '+' : ''}${number.toFixed()}`;
    const dot = written.indexOf('.');
    return dot < 0 ? { whole: written, fraction: '' } : { whole: written.slice(0, dot), fraction: written.slice(dot) };
  });
  const whole = Math.max(...parts.map((part) => part.whole.length));
  const fraction = Math.max(...parts.map((part) => part.fraction.length));
  return parts.map((part) => part.whole.padStart(whole) + part.fraction.padEnd(fraction));
}

const byWeight = (a: readonly Row[], b: readonly Row[]): number =>
  totalOf(b).abs().comparedTo(totalOf(a).abs()) || (text(a[0]?.rule) < text(b[0]?.rule) ? -1 : 1);

function grouped(reasons: readonly Row[], key: (reason: Row) => string): (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const reason of reasons) groups.set(key(reason), [...(groups.get(key(reason)) ?? []), reason]);
  return [...groups.values()];
}

/** "student: student" is said once. */
function once(reason: string): string {
  const middle = reason.indexOf(': ');
  const label = reason.slice(0, Math.max(middle, 0));
  return reason === `${label}: ${label}` ? label : reason;
}

const capOrder = ['criterion', 'act', 'session_cap', 'day_cap', 'signal_cap'];

/** One rule with its own caps below it. */
function ruleLines(reasons: readonly Row[]): readonly Line[] {
  const sorted = reasons.toSorted((a, b) => capOrder.indexOf(text(a.kind)) - capOrder.indexOf(text(b.kind)));
  const left = pointsOf(reasons).toFixed();
  const words: Readonly<Record<string, string>> = {
    session_cap: '  less: capped per visit',
    day_cap: '  less: capped per day',
    signal_cap: `  less: capped at ${left} in all`,
  };
  return sorted.map((reason) => ({
    points: decimal(reason.points),
    total: decimal(reason.total_points),
    words: words[text(reason.kind)] ?? once(text(reason.reason)),
    place: text(reason.place),
  }));
}

/** The rules of a dimension, weightiest first; the members of a family that was capped stand together, its cap below. */
function dimensionLines(dimension: string, reasons: readonly Row[], families: Families): readonly Line[] {
  const isOf = (kind: string) => (reason: Row) => text(reason.kind) === kind;
  const capped = reasons.filter(isOf('family_cap'));
  const familyOf = new Map(
    capped.flatMap((cap) => (families.get(text(cap.rule)) ?? []).map((signal) => [signal, text(cap.rule)] as const)),
  );
  const rules = reasons.filter((reason) => !['family_cap', 'range'].includes(text(reason.kind)));
  const blocks = grouped(rules, (reason) => familyOf.get(text(reason.rule)) ?? `rule ${text(reason.rule)}`);
  const lines = blocks.toSorted(byWeight).flatMap((block) => {
    const own = grouped(block, (reason) => text(reason.rule))
      .toSorted(byWeight)
      .flatMap(ruleLines);
    const cap = capped.find((one) => text(one.rule) === familyOf.get(text(block[0]?.rule)));
    return cap === undefined ? own : [...own, familyLine(cap, pointsOf([...block, cap]).toFixed())];
  });
  const orphans = capped.filter((cap) => ![...familyOf.values()].includes(text(cap.rule)));
  const ranged = reasons.filter(isOf('range')).map((reason) => ({
    points: decimal(reason.points),
    total: decimal(reason.total_points),
    words: `${decimal(reason.points).isNegative() ? `less: ${dimension} capped at` : `more: ${dimension} raised to`} ${pointsOf(reasons).toFixed()}`,
    place: text(reason.place),
  }));
  return [...lines, ...orphans.map((cap) => familyLine(cap, undefined)), ...ranged];
}

function familyLine(cap: Row, left: string | undefined): Line {
  const name = text(cap.rule).replaceAll('_', ' ');
  return {
    points: decimal(cap.points),
    total: decimal(cap.total_points),
    words: left === undefined ? text(cap.reason) : `less: ${name}, the lines above together, capped at ${left}`,
    place: text(cap.place),
  };
}

function headLines(score: Row): readonly string[] {
  const facts: readonly (readonly [string, string] | undefined)[] = [
    ['total', `${text(score.total_score)}, band ${text(score.band)}`],
    ['tier', tierWords(score)],
    ...actionFacts(score),
    text(score.account_score) === ''
      ? undefined
      : ['account', `${text(score.account_score)} points, place ${text(score.account_rank)} among its people`],
    score.failed_gates === null ? undefined : ['not higher', `has the points, but not: ${text(score.failed_gates)}`],
    text(score.predictive_value) === '' ? undefined : ['model', modelWords(score)],
    text(score.coverage) === ''
      ? undefined
      : ['known', `${decimal(score.coverage).times(100).toFixed()} % of what fit asks (by points)`],
    score.total_lowest === score.total_highest
      ? undefined
      : [
          'possible',
          `a total from ${text(score.total_lowest)} to ${text(score.total_highest)}, once the rest is known`,
        ],
  ];
  return [
    `${text(score.rubric)} version ${text(score.rubric_version)} (${text(score.rubric_status)}), as of ${text(score.as_of)}`,
    ...facts.flatMap((fact) => (fact === undefined ? [] : [`  ${fact[0].padEnd(10)}  ${fact[1]}`])),
  ];
}

function modelWords(score: Row): string {
  const place = text(score.predictive_rank) === '' ? '' : `, which is place ${text(score.predictive_rank)} in its tier`;
  const moved = text(score.demoted_from) === '' ? '' : `, among the last of ${text(score.demoted_from)}: moved down`;
  return `${text(score.predictive_value)}${place}${moved}`;
}

/** Every line of one score. The last one says that the reasons add up to the score, or shouts that they do not. */
export function scoreLines(score: Row, reasons: readonly Row[], families: Families): readonly string[] {
  const dimensions = Object.keys(score).flatMap((name) =>
    name.endsWith('_score') && !['total_score', 'account_score'].includes(name) && score[name] !== null
      ? [name.slice(0, -'_score'.length)]
      : [],
  );
  const of = (dimension: string): readonly Row[] => reasons.filter((reason) => text(reason.dimension) === dimension);
  const sections: (readonly Line[])[] = dimensions.map((dimension) => [
    ...dimensionLines(dimension, of(dimension), families),
    { points: pointsOf(of(dimension)), total: totalOf(of(dimension)), words: `= ${dimension}` },
  ]);
  // Points of the account itself, some of which are weighted in the total and some are not: they have no sum.
  const ofAccount = of('account');
  if (ofAccount.length > 0)
    sections.push([
      ...dimensionLines('account', ofAccount, families),
      { total: totalOf(ofAccount), words: '= from the account' },
    ]);
  const corrections = of('total').map((reason) => ({
    total: decimal(reason.total_points),
    words: text(reason.reason),
    place: text(reason.place),
  }));
  const all = totalOf(reasons);
  const isExact = all.equals(decimal(score.total_score));
  const verdict = isExact ? '= total' : `THE REASONS DO NOT ADD UP TO THE SCORE, ${text(score.total_score)}`;
  const blocks = [...sections, [...corrections, { total: all, words: verdict }]];

  const lines = blocks.flat();
  const points = column(lines.map((line) => ('points' in line ? line.points : undefined)));
  const totals = column(lines.map((line) => line.total));
  const pointsWidth = Math.max(points[0]?.length ?? 0, 'points'.length);
  const totalsWidth = Math.max(totals[0]?.length ?? 0, 'in total'.length);
  const reasonWidth = Math.min(WIDEST_REASON, Math.max(...lines.map((line) => line.words.length)));
  const written = lines.map((line, at) =>
    [
      ` ${(points[at] ?? '').padStart(pointsWidth)}`,
      (totals[at] ?? '').padStart(totalsWidth),
      'place' in line ? `${line.words.padEnd(reasonWidth)}  ${line.place}` : line.words,
    ].join('  '),
  );
  let from = 0;
  const parts = blocks.flatMap((block) => {
    const part = written.slice(from, from + block.length);
    from += block.length;
    return ['', ...part];
  });
  const title = ` ${'points'.padStart(pointsWidth)}  ${'in total'.padStart(totalsWidth)}  why`;
  return [...headLines(score), '', title, ...parts.slice(1)].map((line) => line.trimEnd());
}
