import type { Behaviour } from './behaviour.js';
import { day, minute } from './clock.js';
import type { Person } from './people.js';
import { random, type Random } from './random.js';
import type { Intent } from './rates.js';

/** Acts beside those of `behaviour.ts`, on a stream of their own: pages that compare, forms sent again, what other tools see. */
export interface LaterActs {
  /** Seconds; each a visit to a page that compares us with others. */
  readonly comparisons: readonly number[];
  readonly consultationAt: number | null;
  /** Forms of the person that were sent twice more within minutes. */
  readonly isImpatient: boolean;
  readonly toolActs: readonly ToolAct[];
}

export interface ToolAct {
  readonly name: 'social_click' | 'product_registered' | 'support_ticket' | 'feature_request';
  readonly at: number;
}

const chances: Readonly<Record<Intent, { comparison: number; social: number; days: number }>> = {
  none: { comparison: 0, social: 0.04, days: 170 },
  low: { comparison: 0.02, social: 0.12, days: 150 },
  medium: { comparison: 0.2, social: 0.2, days: 75 },
  high: { comparison: 0.5, social: 0.25, days: 28 },
};

/** A function of seed, person, behaviour and as_of (seconds) alone. */
export function laterActs(seed: number, who: Person, deeds: Behaviour, asOf: number): LaterActs {
  const draw = random(seed, 10, who.number);
  const { comparison, social, days } = chances[who.intent];
  const comparisons = draw.chance(comparison) ? moments(draw, asOf, draw.between(1, 3), days) : [];
  const consultationAt = draw.chance(who.intent === 'high' ? 0.12 : 0) ? moment(draw, asOf, 14) : null;
  const isImpatient = draw.chance(0.03);
  const toolActs: ToolAct[] = [];
  const add = (name: ToolAct['name'], times: number, within: number): void => {
    for (const at of moments(draw, asOf, times, within)) toolActs.push({ name, at });
  };
  if (draw.chance(social)) add('social_click', draw.between(1, 3), days);
  if (deeds.productVisits > 0 && who.company.kind === 'customer') {
    add('product_registered', draw.chance(0.3) ? draw.between(1, 2) : 0, 80);
    const tickets = draw.weighted([
      [0, 50],
      [1, 25],
      [3, 15],
      [6, 10],
    ] as const);
    add('support_ticket', tickets, 58);
    add('feature_request', draw.chance(0.2) ? 1 : 0, 58);
  }
  return { comparisons, consultationAt, isImpatient, toolActs: who.email === null ? [] : toolActs };
}

/** Office hours of a day within so many days before as_of. */
function moment(draw: Random, asOf: number, days: number): number {
  return asOf - draw.between(0, days - 1) * day - draw.between(6 * 60, 17 * 60) * minute - draw.between(0, 59);
}

function moments(draw: Random, asOf: number, times: number, days: number): number[] {
  return Array.from({ length: times }, () => moment(draw, asOf, days));
}
