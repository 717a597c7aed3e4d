/** Steps 19 and 20: what is done with a lead. */
import { holds, type Scope, thatHold } from './condition.js';
import { momentIn, textIn } from './facts.js';
import { dayOfDate } from './days.js';
import { accountId, drawOf, leadId } from './identifiers.js';
import type { Stood } from './tier.js';
import { isYamlMap, mapOf, mapsOf, textOf, type YamlMap } from './yaml.js';

export interface Disposition {
  readonly disposition: string;
  readonly tier: string;
  readonly suppressedBecause: readonly string[];
  readonly routeTo: string;
  readonly arm: string;
  /** Whose action stands in place of the tier's. */
  readonly variant: string;
}

/** @param tier what the score gives; @param before where the lead stood in the last run that scored it */
export function dispositionOf(tier: string, scope: Scope, before: Stood | undefined): Disposition {
  const { rubric } = scope;
  const decided = rubric['overrides'] === undefined ? undefined : overrideOf(scope);
  const suppressed = mapsOf(rubric['suppress']).filter((each) => {
    const truth = holds(each['when'], scope);
    return truth === true || (truth === undefined && each['unknown'] === 'suppress');
  });
  const isFrozen = thatHold(rubric['freeze'], 'when', scope).length > 0;
  const stands = decided ?? (isFrozen ? before?.tier : undefined) ?? tier;
  const isHeld = thatHold(rubric['hold'], 'when', scope).length > 0;
  const [route] = thatHold(rubric['routes'], 'when', scope);
  const arm = armOf(scope);
  const action = mapOf(mapsOf(rubric['tiers']).find((each) => each['tier'] === stands)?.['action']);
  const variant = variantAction(action, arm, scope);
  const applies: readonly (readonly [boolean, string])[] = [
    [decided !== undefined, 'overridden'],
    [suppressed.length > 0, 'suppressed'],
    [isFrozen, 'frozen'],
    [isHeld, 'held'],
    [route !== undefined, 'routed'],
    [arm === 'holdout', 'holdout'],
    [true, textOf((variant ?? action)['do'])],
  ];
  const disposition = applies.find(([does]) => does)?.[1] ?? '';
  return {
    disposition,
    tier: stands,
    suppressedBecause: suppressed.map((each) => textOf(each['reason'])),
    routeTo: disposition === 'routed' ? textOf(route?.['to']) : '',
    arm,
    variant: variant === undefined ? '' : arm,
  };
}

/** The tier of the latest decision that counts. */
function overrideOf({ person, world, rubric }: Scope): string | undefined {
  const [latest] = (person?.overrides ?? [])
    .filter((row) => {
      const isOfRubric = row['rubric'] === null || row['rubric'] === undefined || row['rubric'] === rubric['rubric'];
      const isSet = (momentIn(row['set_at']) ?? Infinity) <= world.asOf;
      return isOfRubric && isSet && world.today < dayOfDate(textIn(row['expires_on']) ?? '1970-01-01');
    })
    .toSorted((a, b) => (momentIn(b['set_at']) ?? 0) - (momentIn(a['set_at']) ?? 0));
  return textIn(latest?.['tier']);
}

const DRAWS = 2 ** 32;

/** Empty without an experiment. */
function armOf(scope: Scope): string {
  const { rubric, person } = scope;
  if (!isYamlMap(rubric['experiment']) || person === undefined) return '';
  const { salt, explore, holdout, variants } = mapOf(rubric['experiment']);
  const unit = person.account === undefined ? leadId(person.recordId) : accountId(person.account);
  const draw = drawOf(textOf(salt), unit);
  let begins = 0;
  const ranges: readonly (readonly [string, YamlMap['share']])[] = [
    ['holdout', mapOf(holdout)['share'] ?? null],
    ['explore', explore ?? null],
    ...Object.entries(mapOf(variants)).map(([name, variant]) => [name, mapOf(variant)['share'] ?? null] as const),
  ];
  for (const [arm, share] of ranges) {
    // Thousandths of a per cent, so that the sums are whole.
    begins += Math.round(Number.parseFloat(textOf(share) || '0') * 1000);
    if (draw * 100_000 < begins * DRAWS) return arm;
  }
  return 'control';
}

/** Nothing where the tier's own action stands. */
function variantAction(action: YamlMap, arm: string, scope: Scope): YamlMap | undefined {
  const variant = mapOf(mapOf(mapOf(scope.rubric['experiment'])['variants'])[arm]);
  if (action['do'] === 'nothing' || variant['action'] === undefined) return undefined;
  const { from, to } = variant;
  const hasBegun = from === undefined || scope.today >= dayOfDate(textOf(from));
  const hasEnded = to !== undefined && scope.today >= dayOfDate(textOf(to));
  return hasBegun && !hasEnded ? mapOf(variant['action']) : undefined;
}
