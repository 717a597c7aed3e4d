/** What of a table of refusals was not met. */
import { ruleFor } from '../../../scripts/sync/apply/classify.js';
import type { Refusal } from '../../../scripts/sync/destination.js';
import type { ErrorRule } from '../../../scripts/sync/error-rule.js';

/** A wider range stands for whatever is not named: one of it is enough. */
const widest = 10;

/** In words: rules, and of a rule that names several codes or statuses, those that no refusal had for which it decides. */
export function unmet(rules: readonly ErrorRule[], met: readonly Refusal[]): readonly string[] {
  return rules.flatMap((rule, at) => {
    const by = met.filter((refusal) => ruleFor(refusal, rules) === rule);
    const name = `rule ${at + 1} of ${rules.length}`;
    if (by.length === 0) return [`${name}: all of it`];
    const codes = codesOf(rule).filter((code) => !by.some((refusal) => code.test(refusal.code)));
    const statuses = statusesOf(rule).filter((status) => !by.some(({ httpStatus }) => httpStatus === status));
    return [...codes.map((code) => `${name}: ${code.source}`), ...statuses.map((status) => `${name}: HTTP ${status}`)];
  });
}

function codesOf({ code }: ErrorRule): readonly RegExp[] {
  if (!(code instanceof RegExp)) return [];
  const [, several] = /^\^\(\?:(.*)\)\$$/.exec(code.source) ?? [];
  return several?.split('|').map((each) => new RegExp(`^(?:${each})$`, code.flags)) ?? [];
}

function statusesOf({ status }: ErrorRule): readonly number[] {
  return typeof status === 'object' && status[1] - status[0] < widest ? status : [];
}
