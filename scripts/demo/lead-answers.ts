import { day } from './clock.js';
import type { Person } from './people.js';
import { random } from './random.js';
import type { Intent } from './rates.js';

/** What a person answered in a form and what sales noted since: custom fields of the lead. Null is not asked or not said. */
export interface LeadAnswers {
  readonly businessNeed: 'clear' | 'possible' | 'generic' | null;
  readonly buyingTrigger: 'new funding' | 'new regulation' | 'migration' | null;
  readonly productLine: 'pipelines' | 'observability' | null;
  readonly lifecycleStage: 'new' | 'recycled';
  /** When sales gave the lead back to marketing; seconds. */
  readonly recycledAt: number | null;
  /** Sales said yes to the lead; the field has no date. */
  readonly isAccepted: boolean;
  /** The company was typed to get past the form. */
  readonly isNonsense: boolean;
}

const needs: Readonly<Record<Intent, readonly [number, number, number]>> = {
  none: [2, 13, 85],
  low: [5, 35, 60],
  medium: [30, 50, 20],
  high: [70, 25, 5],
};

/** Of people with a middling fit; sales takes more of those who fit and none of those who cannot. */
const acceptance: Readonly<Record<Intent, number>> = { none: 0.005, low: 0.02, medium: 0.1, high: 0.3 };

/** A function of seed, person and as_of (seconds) alone, on a stream of its own. */
export function leadAnswers(seed: number, who: Person, asOf: number): LeadAnswers {
  const draw = random(seed, 9, who.number);
  const [clear, possible, generic] = needs[who.intent];
  const need = draw.weighted([
    ['clear', clear],
    ['possible', possible],
    ['generic', generic],
  ] as const);
  const isNeedKnown = draw.chance(0.5);
  const trigger = draw.pick(['new funding', 'new regulation', 'migration'] as const);
  const hasTrigger = draw.chance(who.intent === 'high' ? 0.5 : who.intent === 'medium' ? 0.25 : 0.05);
  const productLine = draw.pick(['pipelines', 'observability'] as const);
  const isLineKnown = draw.chance(0.4);
  const isRecycled = draw.chance(0.06);
  const recycledAt = asOf - draw.between(5, 120) * day - draw.between(0, day - 1);
  return {
    businessNeed: isNeedKnown ? need : null,
    buyingTrigger: hasTrigger ? trigger : null,
    productLine: isLineKnown ? productLine : null,
    lifecycleStage: isRecycled ? 'recycled' : 'new',
    recycledAt: isRecycled ? recycledAt : null,
    isNonsense: draw.chance(0.008),
    isAccepted: draw.chance(acceptance[who.intent] * 2 * who.fit) || who.wouldBuy,
  };
}

/** What people type who do not want to say where they work. */
export const nonsenseCompany = 'asdf';
