import type { Database } from '../open-database.js';
import { markdownTable, percent, whole } from './table.js';

export interface TimedRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export function timeOf({ seconds, cpuSeconds }: TimedRun): string {
  return `${seconds.toFixed(0)} (CPU: ${cpuSeconds.toFixed(0)})`;
}

/** tier_outcomes, as the project itself makes it: every rubric, best tier first. */
export async function outcomeTable(database: Database): Promise<string> {
  const tiers = await database.rows(`
    SELECT
      rubric, tier, leads, converted_before, not_old_enough, judged, converted, is_proven,
      conversion_rate::DOUBLE AS rate, wilson_low::DOUBLE AS low, wilson_high::DOUBLE AS high
    FROM tier_outcomes
    ORDER BY rubric, tier_position`);
  return markdownTable(
    [
      'rubric',
      'tier',
      'leads>',
      'converted before>',
      'too young>',
      'judged>',
      'converted>',
      'rate>',
      '95 % interval>',
      'beats the next',
    ],
    tiers.map((tier) => [
      String(tier.rubric),
      String(tier.tier),
      whole(Number(tier.leads)),
      whole(Number(tier.converted_before)),
      whole(Number(tier.not_old_enough)),
      whole(Number(tier.judged)),
      whole(Number(tier.converted)),
      tier.rate === null ? '' : percent(Number(tier.rate)),
      tier.low === null ? '' : `${percent(Number(tier.low))} to ${percent(Number(tier.high))}`,
      tier.is_proven === null ? '' : tier.is_proven === true ? 'proven' : 'not proven',
    ]),
  );
}
