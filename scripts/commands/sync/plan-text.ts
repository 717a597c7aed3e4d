/** A plan as lines for a person. */
import { terminalText } from '../../run/terminal-text.js';
import type { Operation } from '../../sync/rows.js';
import type { TrippedBreaker } from '../../sync/plan/breakers.js';
import type { ObjectCost, PlanCost } from '../../sync/plan/cost.js';
import type { TouchedField } from '../../sync/plan/facts.js';
import type { Sample } from '../../sync/plan/samples.js';
import { type PlanSummary, rowsOf } from '../../sync/plan/summary.js';
import { skippedWords } from './skipped-words.js';

const operationWords: Readonly<Record<Operation, string>> = {
  new: 'never written before',
  changed: 'changed',
  retry: 'again, after a refusal, a stop or a repair',
  clear: 'with a field emptied',
};
const mostShown = 5;

export function planLines(summary: PlanSummary): readonly string[] {
  const rows = rowsOf(summary.counts);
  const asOf = summary.scoresAsOf === undefined ? '' : `, scores as of ${summary.scoresAsOf}`;
  const force = summary.breakers.length > 0 ? ' --force' : '';
  return [
    `Plan ${summary.runId} for ${summary.destination}${asOf}`,
    '',
    ...(rows === 0 ? ['Nothing to write.'] : writtenLines(summary, rows)),
    ...skippedLines(summary.counts.skipped),
    ...sampleLines(summary.samples),
    ...breakerLines(summary.breakers),
    ...(rows === 0 ? [] : ['', `Nothing was written. To write it: npx leadscore sync apply ${summary.runId}${force}`]),
  ];
}

function writtenLines({ counts, cost, fields }: PlanSummary, rows: number): readonly string[] {
  const kinds = (['new', 'changed', 'retry', 'clear'] as const).filter((each) => counts.byOperation[each] > 0);
  const width = Math.max(...kinds.map((each) => number(counts.byOperation[each]).length));
  return [
    `${number(rows)} ${rows === 1 ? 'record' : 'records'} to write:`,
    ...kinds.map((each) => `  ${number(counts.byOperation[each]).padStart(width)} ${operationWords[each]}`),
    ...cost.objects.flatMap((each) => [
      `  ${each.object}: ${number(each.rows)} by ${each.route}${callsText(each)}`,
      `    ${fields
        .filter(({ object }) => object === each.object)
        .map(fieldText)
        .join(', ')}`,
    ]),
    ...quotaLines(cost),
  ];
}

function callsText({ calls, seconds }: ObjectCost): string {
  if (calls === 0) return '';
  return `, ${countOf(calls, 'call')}${seconds === undefined ? '' : `, at least ${duration(seconds)}`}`;
}

function fieldText({ field, rows, emptied }: TouchedField): string {
  return `${terminalText(field)} ${number(rows)}${emptied > 0 ? ` (${number(emptied)} emptied)` : ''}`;
}

function quotaLines({ calls, quota }: PlanCost): readonly string[] {
  if (quota === undefined) return [];
  const left = Math.max(0, quota.allowed - quota.used);
  const lines = [
    `  quota: ${number(quota.used)} of ${number(quota.allowed)} calls are spent today; of the ${number(left)} left this needs ${percent(quota.share)}`,
  ];
  return calls <= quota.ours
    ? lines
    : [
        ...lines,
        `  budget: ${number(quota.ours)} calls are ours today, ${number(calls)} are needed: the rest waits for tomorrow`,
      ];
}

function skippedLines(skipped: Readonly<Record<string, number>>): readonly string[] {
  const reasons = Object.entries(skipped);
  if (reasons.length === 0) return [];
  const width = Math.max(...reasons.map(([, records]) => number(records).length));
  return [
    'Left out:',
    ...reasons.map(([reason, records]) => `  ${number(records).padStart(width)} ${terminalText(skippedWords(reason))}`),
  ];
}

const beforeWords: Readonly<Record<Sample['beforeFrom'], string>> = {
  crm: '',
  sent: ', before: as written last',
  unknown: ', what it holds is not known',
};

function sampleLines(samples: readonly Sample[]): readonly string[] {
  const shown = samples.slice(0, mostShown);
  if (shown.length === 0) return [];
  return [
    `Examples (${number(shown.length)} of ${number(samples.length)}; all with --json):`,
    ...shown.flatMap(({ object, crmId, operation, beforeFrom, fields }) => [
      `  ${object} ${terminalText(crmId)}: ${operation}${beforeWords[beforeFrom]}`,
      ...fields.map(({ field, before, after }) => `    ${terminalText(field)}: ${changeText(before, after)}`),
    ]),
  ];
}

function changeText(before: string | null | undefined, after: string | null): string {
  if (before === undefined) return valueText(after);
  return before === after ? `${valueText(after)} (as it is)` : `${valueText(before)} -> ${valueText(after)}`;
}

function valueText(value: string | null): string {
  if (value === null) return 'empty';
  return terminalText(value.length > 80 ? `${value.slice(0, 77)}...` : value);
}

function breakerLines(breakers: readonly TrippedBreaker[]): readonly string[] {
  if (breakers.length === 0) return [];
  return ['Look at this before it is written:', ...breakers.map(({ breaker, what }) => `  ${breaker}: ${what}`)];
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function countOf(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `45 s`, `12 min`, `1 h 5 min` */
export function duration(seconds: number): string {
  if (seconds < 120) return `${number(Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function percent(share: number): string {
  const value = share * 100;
  return value > 0 && value < 0.1 ? 'less than 0.1 %' : `${Number(value.toFixed(1))} %`;
}
