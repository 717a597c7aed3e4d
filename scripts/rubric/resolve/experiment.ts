import { Decimal } from 'decimal.js';
import type { Experiment } from '../model.js';
import { error } from '../report.js';
import type { ExperimentText } from '../schema/disposition.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveAction } from './action.js';
import type { Scope } from './scope.js';

/** Arms that every experiment may have, beside its variants. */
const taken = ['holdout', 'explore', 'control'];

/** The experiment, or `undefined` when something in it is faulty, which is then reported. */
export function resolveExperiment(written: ExperimentText, cursor: Cursor, scope: Scope): Experiment | undefined {
  const code = 'rubric/experiment';
  const at = cursor.keyPlace;
  const { explore, holdout } = written;
  const variants = Object.entries(written.variants ?? {});
  const problems = variants.flatMap(([name, variant]) => {
    const place = cursor.at('variants', name);
    if (taken.includes(name)) {
      const what = `"${name}" has a meaning of its own and cannot name a variant.`;
      return [error('rubric/reserved-name', place.keyPlace, what, { todo: 'Choose another name.' })];
    }
    if (variant.from !== undefined && variant.to !== undefined && variant.to <= variant.from) {
      const what = `The variant "${name}" ends on ${variant.to}, before it has begun (${variant.from}).`;
      return [error(code, place.at('to').place, what, { todo: '"to" is the day after its last.' })];
    }
    return [];
  });
  const shares = [
    ...(explore === undefined ? [] : [explore]),
    ...(holdout === undefined ? [] : [holdout.share]),
    ...variants.map(([, variant]) => variant.share),
  ];
  const sum = Decimal.sum(0, ...shares);
  if (shares.length === 0 && cursor.isWhole) {
    problems.push(
      error(code, at, 'The experiment sets nobody apart.', {
        todo: 'Add explore, holdout or variants, or take it out.',
      }),
    );
  }
  if (sum.gt(1)) {
    problems.push(
      error(code, at, `The shares add up to ${sum.times(100).toString()} %.`, {
        why: 'Each lead is in one arm at most.',
        todo: 'Lower them to 100 % or less together.',
      }),
    );
  }
  for (const problem of problems) scope.report(problem);
  if (problems.length > 0) return undefined;
  return {
    salt: written.salt,
    ...(explore !== undefined && { explore }),
    ...(holdout !== undefined && { holdout: { ...holdout, at: cursor.at('holdout').keyPlace } }),
    variants: variants.map(([name, { action, ...variant }]) => ({
      name,
      ...variant,
      action: resolveAction(action),
      at: cursor.at('variants', name).keyPlace,
    })),
    at,
  };
}
