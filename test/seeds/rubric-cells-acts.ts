/** The cells of one criterion and of one act rule. */
import { Decimal } from 'decimal.js';
import type { ActRule, Count, Criterion } from '../../scripts/rubric/model.js';
import { conditionWords } from '../../scripts/rubric/words.js';

export type Cells = ReadonlyMap<string, string>;
export type Put = (path: string, value: string | number | boolean | Decimal | undefined) => void;

/** Puts the criterion's cells; returns the most points it gives, never less than 0. */
export function criterionCells(of: string, criterion: Criterion, put: Put): Decimal {
  const at = `${of}.${criterion.name}`;
  const [first] = criterion.cases;
  put(at, first?.points);
  for (const each of [...criterion.cases].reverse()) {
    if (each.level === undefined) continue;
    put(`${at}.${each.level}`, each.points);
    put(`${at}.${each.level}.label`, each.label);
    put(`${at}.${each.level}.when`, conditionWords(each.when));
  }
  const { otherwise } = criterion;
  if (otherwise.level !== undefined) put(`${at}.${otherwise.level}`, otherwise.points);
  put(`${at}.unknown`, criterion.unknown.declared);
  return Decimal.max(0, otherwise.points, ...criterion.cases.map((each) => each.points));
}

export function actCells(of: string, act: ActRule, put: Put): void {
  const at = `${of}.${act.name}`;
  put(at, act.points);
  put(`${at}.sequence`, act.sequence?.signals.join(' '));
  put(`${at}.sequence.within`, act.sequence?.withinDays);
  for (const range of act.byCount?.ranges ?? []) put(`${at}.count.${countWords(range.count)}`, range.points);
  put(`${at}.within`, act.byCount?.withinDays);
  if (act.limit !== undefined) {
    const per = act.limit.per;
    put(`${at}.limit`, `${act.limit.times} per ${typeof per === 'string' ? per : `${per.days}d`}`);
  }
  if (act.cap !== undefined) {
    put(`${at}.cap`, act.cap.per === undefined ? act.cap.points : `${act.cap.points.toFixed()} per ${act.cap.per}`);
  }
  put(`${at}.magnitude`, act.magnitude?.of);
  put(`${at}.age_from`, act.decay.ageFrom?.named);
  const curve = curveOf(act);
  put(`${at}.decay`, curve.words);
  put(`${at}.full`, curve.full);
  put(`${at}.ends`, curve.ends);
}

function countWords(count: Count): string {
  return count.max === count.min ? String(count.min) : `${count.min}..${count.max ?? ''}`;
}

/** In words; the days at full value; the age from which it is worth nothing. */
export function curveOf(act: ActRule): { words: string; full?: number; ends?: number } {
  const { decay } = act;
  switch (decay.kind) {
    case 'none':
      return { words: 'none' };
    case 'until':
      return { words: `until ${decay.days}d`, full: decay.days, ends: decay.days };
    case 'linear':
      return { words: `linear ${decay.days}d`, full: 0, ends: decay.days };
    case 'half_life':
      return { words: `half_life ${decay.days}d`, full: 0, ends: decay.lookbackDays };
    case 'steps': {
      const less = decay.steps.find((step) => step.share.lt(1));
      const nothing = decay.steps.find((step) => step.share.isZero());
      return {
        words: `steps ${decay.steps.map((step) => `${step.fromDay}d ${step.share.toFixed()}`).join(', ')}`,
        ...(less && { full: less.fromDay }),
        ...(nothing && { ends: nothing.fromDay }),
      };
    }
  }
}
