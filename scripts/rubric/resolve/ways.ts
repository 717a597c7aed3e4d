/** Ways to a tier beside its plain threshold: thresholds of segments, promotion, the buffer. */
import type { Decimal } from 'decimal.js';
import type { Condition, Tier } from '../model.js';
import { error } from '../report.js';
import type { TierText } from '../schema/tier.js';
import type { BufferText, ThresholdText } from '../schema/ways.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveCondition } from './condition.js';
import type { Scope } from './scope.js';

type Ways = Pick<Tier, 'thresholds' | 'promote' | 'buffer'>;

/** `undefined` when something in them is faulty, which is then reported. */
export function resolveWays(
  written: TierText,
  when: Condition | undefined,
  cursor: Cursor,
  scope: Scope,
): Ways | undefined {
  if (written.otherwise === true) {
    const stray = (['thresholds', 'promote', 'buffer'] as const).filter((key) => written[key] !== undefined);
    for (const key of stray) {
      const what = `"${key}" means nothing in the last tier, which takes whoever is left.`;
      const todo = `Take "${key}" away, or add a tier below it.`;
      scope.report(error('rubric/tier-condition', cursor.at(key).keyPlace, what, { todo }));
    }
    return stray.length > 0 ? undefined : {};
  }
  const thresholds = (written.thresholds ?? []).map((each, index) =>
    resolveThreshold(each, cursor.at('thresholds', index), scope),
  );
  const promote =
    written.promote === undefined ? undefined : resolveCondition(written.promote, cursor.at('promote'), scope, 'all');
  const sound = thresholds.filter((each) => each !== undefined);
  const totals = [...plainTotal(when), ...sound.map((each) => each.total)];
  const buffer = written.buffer && resolveBuffer(written.buffer, totals, cursor.at('buffer'), scope);
  const isFaulty =
    sound.length < thresholds.length ||
    (written.promote !== undefined && promote === undefined) ||
    (written.buffer !== undefined && buffer === undefined);
  if (isFaulty) return undefined;
  return {
    ...(sound.length > 0 && { thresholds: sound }),
    ...(promote !== undefined && { promote }),
    ...(buffer !== undefined && { buffer }),
  };
}

function resolveThreshold(
  written: ThresholdText,
  cursor: Cursor,
  scope: Scope,
): NonNullable<Tier['thresholds']>[number] | undefined {
  const segment = resolveCondition(written.for, cursor.at('for'), scope, 'all');
  return segment && { for: segment, total: written.total, why: written.why, at: cursor.keyPlace };
}

/** The total that a tier asks for and nothing else; none for any other condition. */
function plainTotal(when: Condition | undefined): readonly Decimal[] {
  const isTotal = when?.kind === 'result' && when.result.kind === 'total';
  return isTotal && when.atLeast !== undefined ? [when.atLeast] : [];
}

function resolveBuffer(written: BufferText, totals: readonly Decimal[], cursor: Cursor, scope: Scope): Tier['buffer'] {
  const { leave_below: leaveBelow, stay, cool_down: coolDown } = written;
  if (leaveBelow === undefined && stay === undefined && coolDown === undefined) {
    if (cursor.isWhole) {
      const todo = 'Write { leave_below: 72, stay: 7d, cool_down: 3d }, or some of them.';
      scope.report(error('rubric/buffer', cursor.keyPlace, 'The buffer says nothing.', { todo }));
    }
    return undefined;
  }
  if (leaveBelow !== undefined && totals.length > 0 && totals.every((total) => leaveBelow.gte(total))) {
    const what = `"leave_below" is ${leaveBelow.toFixed()}, and the tier is reached at ${totals.map((total) => total.toFixed()).join(' or ')}.`;
    const why = 'A lead keeps the tier from there up to its threshold, so it has to lie below.';
    const todo = 'Write a lower number.';
    scope.report(error('rubric/buffer', cursor.at('leave_below').place, what, { why, todo }));
    return undefined;
  }
  return {
    ...(leaveBelow !== undefined && { leaveBelow }),
    ...(stay !== undefined && { stayDays: stay }),
    ...(coolDown !== undefined && { coolDownDays: coolDown }),
    at: cursor.keyPlace,
  };
}
