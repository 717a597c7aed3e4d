import type { Rubric, Tier } from '../model.js';
import { error } from '../report.js';
import type { SuppressionText, TierText } from '../schema/tier.js';
import type { LimitText } from '../schema/total.js';
import type { Condition } from '../model.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveAction } from './action.js';
import { resolveCondition } from './condition.js';
import type { Scope } from './scope.js';
import { resolveWays } from './ways.js';

export function resolveTier(written: TierText, cursor: Cursor, scope: Scope): Tier | undefined {
  const at = cursor.at('tier').place;
  const when = written.when === undefined ? undefined : resolveCondition(written.when, cursor.at('when'), scope, 'all');
  const ways = resolveWays(written, when, cursor, scope);
  const requires = Object.entries(written.requires ?? {}).map(([name, condition]) => {
    const gate = cursor.at('requires', name);
    const resolved = resolveCondition(condition, gate, scope, 'all');
    return resolved && { name, when: resolved, at: gate.keyPlace };
  });
  if ((written.when === undefined) !== (written.otherwise === true) && cursor.isWhole) {
    scope.report(
      error(
        'rubric/tier-condition',
        at,
        written.otherwise === true
          ? `The tier "${written.tier}" has both "when" and "otherwise".`
          : `The tier "${written.tier}" says neither "when" nor "otherwise".`,
        { todo: 'The last tier has "otherwise: true", every other one "when:".' },
      ),
    );
  }
  if (written.otherwise === true && requires.length > 0) {
    const place = cursor.at('requires').keyPlace;
    const todo = 'Take "requires" away, or add a tier below it.';
    scope.report(
      error('rubric/tier-condition', place, 'The last tier takes whoever is left and requires nothing.', { todo }),
    );
  }
  if (written.action === undefined) {
    if (!cursor.wasGiven('action')) {
      scope.report(
        error('rubric/tier-without-action', at, `The tier "${written.tier}" has no action.`, {
          why: 'A tier exists so that somebody does something.',
          todo: 'Add "action: { do: ... }"; "do: nothing" is an answer too.',
        }),
      );
    }
    return undefined;
  }
  const sound = requires.filter((gate) => gate !== undefined);
  if (ways === undefined || sound.length < requires.length || (written.when !== undefined && when === undefined))
    return undefined;
  return {
    name: written.tier,
    ...(written.label !== undefined && { label: written.label }),
    ...(when !== undefined && { when }),
    ...ways,
    requires: sound,
    action: resolveAction(written.action),
    at,
  };
}

export function resolveSuppression(
  written: SuppressionText,
  cursor: Cursor,
  scope: Scope,
): Rubric['suppress'][number] | undefined {
  const when = resolveCondition(written.when, cursor.at('when'), scope, 'all');
  return when && { when, reason: written.reason, unknown: written.unknown, at: cursor.keyPlace };
}

export function resolveLimit(
  written: LimitText,
  index: number,
  cursor: Cursor,
  scope: Scope,
): Rubric['limits'][number] | undefined {
  const when = resolveCondition(written.when, cursor.at('when'), scope, 'dimensions');
  if (when === undefined) return undefined;
  return { name: written.name ?? nameOf(when, index), when, totalAtMost: written.total_at_most, at: cursor.keyPlace };
}

/** `email_kind_competitor` for a plain test, else `limit_2`. */
function nameOf(when: Condition, index: number): string {
  const value = when.kind === 'field' && when.test.op === 'is' ? when.test.value : undefined;
  if (when.kind !== 'field' || value === undefined) return `limit_${index + 1}`;
  const word = value.type === 'STRING' ? value.value.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_') : '';
  const holds = value.type === 'BOOL' ? (value.value ? '' : 'not_') : undefined;
  if (holds !== undefined) return `${holds}${when.field.name}`;
  return word === '' ? `limit_${index + 1}` : `${when.field.name}_${word}`;
}
