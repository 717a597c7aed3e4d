import { Decimal } from 'decimal.js';
import type { ActRule } from '../model.js';
import { error } from '../report.js';
import type { MagnitudeText, SharesText } from '../schema/act.js';
import type { Cursor } from '../yaml/cursor.js';
import type { Scope } from './scope.js';

const example = 'Write it like { minutes: { 10: 0.5, 30: 1 } }.';

const exampleOfAccount = 'Write it like { strength: { 60: 0.5, 80: 1 } }.';

/** The shares by bound, or `undefined` when something in them is faulty, which is then reported. */
export function resolveMagnitude(written: MagnitudeText, cursor: Cursor, scope: Scope): ActRule['magnitude'] {
  const given = (['minutes', 'depth', 'strength'] as const).filter((key) => written[key] !== undefined);
  const [of, other] = given;
  const isOfAccount = scope.actsOf === 'account';
  if (of === undefined || other !== undefined || isOfAccount !== (of === 'strength')) {
    if (cursor.isWhole) {
      const [what, todo] = isOfAccount
        ? ['The magnitude of a fact of an account is its strength.', exampleOfAccount]
        : ['A magnitude is either of minutes or of depth.', example];
      scope.report(error('rubric/magnitude', cursor.keyPlace, what, { todo }));
    }
    return undefined;
  }
  const steps = stepsOf(written[of] ?? {});
  const at = cursor.at(of);
  const far = steps.find(({ from }) => of === 'depth' && from.gt(100));
  const wrong = steps.find(({ share }) => share.lt(0) || share.gt(10));
  const same = steps.find(({ from }, index) => index > 0 && steps[index - 1]?.from.equals(from) === true);
  if (steps.length === 0 || far !== undefined || wrong !== undefined || same !== undefined) {
    const [place, what] =
      far !== undefined
        ? [at.at(far.key).keyPlace, `Depth is a share of the page from 0 to 100, and never ${far.key}.`]
        : wrong !== undefined
          ? [at.at(wrong.key).place, `The share ${wrong.share.toFixed()} is not between 0 and 10.`]
          : same !== undefined
            ? [at.at(same.key).keyPlace, `The bound ${same.key} stands here twice.`]
            : [at.place, `There is no bound for the ${of}.`];
    const todo = isOfAccount ? exampleOfAccount : example;
    if (cursor.isWhole) scope.report(error('rubric/magnitude', place, what, { todo }));
    return undefined;
  }
  return { of, steps: steps.map(({ from, share }) => ({ from, share })) };
}

function stepsOf(
  shares: SharesText,
): readonly { readonly key: string; readonly from: Decimal; readonly share: Decimal }[] {
  return Object.entries(shares)
    .map(([key, share]) => ({ key, from: new Decimal(key), share }))
    .toSorted((a, b) => a.from.comparedTo(b.from));
}
