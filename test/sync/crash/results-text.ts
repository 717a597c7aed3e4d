import type { Ordeal } from './ordeal.js';
import type { Stage } from './orders.js';

const stages: readonly Stage[] = ['ready', 'plan', 'send', 'log', 'fold', 'done'];

/** One row per destination. */
export function resultsText(results: readonly { readonly name: string; readonly ordeal: Ordeal }[]): string {
  const head = [
    'destination',
    'kills',
    'while (opening, planning, sending, logging, folding, ending)',
    'rounds',
    'lost',
    'wrong',
    'rejected',
    'of them not recorded',
    'written again',
    'at most',
    'writes of a second run',
  ];
  const rows = results.map(({ name, ordeal: one }) => [
    name,
    one.kills,
    stages.map((stage) => one.stages[stage] ?? 0).join(', '),
    one.rounds,
    one.lost,
    one.wrong,
    one.rejected,
    one.unrecorded,
    one.repeats,
    one.mostRepeats,
    one.needless,
  ]);
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
