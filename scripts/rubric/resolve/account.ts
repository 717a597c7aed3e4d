import { Decimal } from 'decimal.js';
import { didYouMean } from '../../problem/closest.js';
import { within } from '../conditions.js';
import { fieldName } from '../fields.js';
import type { AccountSection, Condition, Criterion, FieldRef } from '../model.js';
import { error } from '../report.js';
import { type AccountText, isPeopleText, type PeopleText } from '../schema/account.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveAct } from './act.js';
import { resolveCriterion } from './criterion.js';
import { resolveRange } from './range.js';
import { resolveField, type Scope } from './scope.js';

const ONE = new Decimal(1);

/** What of the account section is sound; faults are reported. */
export function resolveAccount(written: AccountText, cursor: Cursor, scope: Scope): AccountSection {
  const fromPeople = written.from_people ?? {};
  const dominance = fromPeople.dominance;
  const from = cursor.at('from_people');
  const { engaged_people: engaged } = written;
  const committee = written.committee && resolveCommittee(written.committee, cursor.at('committee'), scope);
  return {
    level: written.level ?? 'account',
    range: resolveRange(written.range, cursor.at('range'), scope),
    criteria: Object.entries(written.criteria ?? {})
      .map(([name, each]) => resolveCriterion(name, each, cursor.at('criteria', name), scope))
      .filter((each) => each !== undefined)
      .filter((each) => isOfAccount(each, scope)),
    fromPeople: Object.entries(fromPeople).flatMap(([name, each]) =>
      isPeopleText(each) ? resolvePeople(name, each, from.at(name), scope) : [],
    ),
    ...(dominance !== undefined &&
      isShare(dominance, from.at('dominance'), scope) && {
        dominance: { share: dominance, at: from.at('dominance').keyPlace },
      }),
    ...(committee !== undefined && { committee }),
    ...(engaged !== undefined && {
      engagedPeople: {
        people: engaged.when.people,
        ...(engaged.when.within !== undefined && { withinDays: engaged.when.within }),
        points: engaged.points,
        onAccount: engaged.on.includes('account'),
        onEngagedLeads: engaged.on.includes('engaged_leads'),
        at: cursor.at('engaged_people').keyPlace,
      },
    }),
    acts: Object.entries(written.acts ?? {})
      .map(([name, each]) => resolveAct(name, each, cursor.at('acts', name), { ...scope, actsOf: 'account' }))
      .filter((each) => each !== undefined),
    at: cursor.keyPlace,
  };
}

function resolvePeople(
  dimension: string,
  written: PeopleText,
  cursor: Cursor,
  scope: Scope,
): AccountSection['fromPeople'] {
  if (!scope.dimensions.includes(dimension)) {
    scope.report(
      error('rubric/unknown-dimension', cursor.keyPlace, `There is no dimension "${dimension}".`, {
        todo: didYouMean(dimension, [...scope.dimensions, 'dominance']),
      }),
    );
    return [];
  }
  const { top, weights } = written;
  if (weights === undefined && top === undefined) {
    if (cursor.isWhole) {
      scope.report(
        error('rubric/people', cursor.keyPlace, `"${dimension}" does not say how many people count.`, {
          todo: 'Write it like { top: 3, weights: [1, 0.5, 0.25] }.',
        }),
      );
    }
    return [];
  }
  if (weights !== undefined && top !== undefined && weights.length !== top) {
    const what = `"top" is ${top}, and there ${weights.length === 1 ? 'is 1 weight' : `are ${weights.length} weights`}.`;
    const todo = 'Give one weight for each of the people who count.';
    scope.report(error('rubric/people', cursor.at('weights').place, what, { todo }));
    return [];
  }
  const wrong = (weights ?? []).findIndex((weight) => weight.lt(0) || weight.gt(1));
  if (wrong >= 0) {
    const what = `The weight ${weights?.[wrong]?.toFixed() ?? ''} is not between 0 and 1.`;
    const todo = 'Write a share such as 0.5.';
    scope.report(error('rubric/weight', cursor.at('weights', wrong).place, what, { todo }));
    return [];
  }
  return [{ dimension, weights: weights ?? Array.from({ length: top ?? 0 }, () => ONE), at: cursor.keyPlace }];
}

function isShare(share: Decimal, cursor: Cursor, scope: Scope): boolean {
  if (share.gt(0) && share.lte(1)) return true;
  scope.report(
    error('rubric/dominance', cursor.place, `"dominance" is ${share.toFixed()}, not a share above 0 and up to 1.`, {
      todo: 'Write the part of the sum that one person may be at most, such as 0.6.',
    }),
  );
  return false;
}

function resolveCommittee(
  written: NonNullable<AccountText['committee']>,
  cursor: Cursor,
  scope: Scope,
): AccountSection['committee'] {
  const repeated = written.roles.findIndex((role, index) => written.roles.indexOf(role) < index);
  if (repeated >= 0) {
    const what = `The role "${written.roles[repeated] ?? ''}" stands here twice.`;
    const todo = 'Keep it once: a role counts once, whoever has it.';
    scope.report(error('rubric/committee', cursor.at('roles', repeated).place, what, { todo }));
    return undefined;
  }
  if (resolveField('lead.committee_role', cursor.at('roles'), scope) === undefined) return undefined;
  return {
    roles: written.roles,
    ...(written.within !== undefined && { withinDays: written.within }),
    pointsPerRole: written.points_per_role,
    atLeastPeople: written.at_least_people ?? 1,
    at: cursor.keyPlace,
  };
}

/** An account's criterion is asked once for all of its people, so it can read nothing of any one of them. */
function isOfAccount(criterion: Criterion, scope: Scope): boolean {
  const fallbacks = criterion.unknown.kind === 'fallback' ? criterion.unknown.cases : [];
  const conditions = [...criterion.cases, ...fallbacks].flatMap((each) => within(each.when));
  const strays = conditions.flatMap((condition) => {
    const stray = strayIn(condition);
    return stray === undefined ? [] : [{ stray, at: condition.at }];
  });
  const [first] = strays;
  if (first === undefined) return true;
  scope.report(
    error('rubric/account-criterion', first.at, `A criterion of the account reads ${first.stray}.`, {
      why: 'It is asked once for all people of the account.',
      todo: 'Test fields such as account.industry here, and move the criterion to a dimension otherwise.',
    }),
  );
  return false;
}

function strayIn(condition: Condition): string | undefined {
  const field = fieldsOf(condition).find((each) => each.entity !== 'account');
  if (field !== undefined) return fieldName(field);
  return condition.kind === 'behaviour' ? `what people did ("${condition.named}")` : undefined;
}

function fieldsOf(condition: Condition): readonly FieldRef[] {
  if (condition.kind === 'sql') return condition.fields;
  if (condition.kind !== 'field') return [];
  return condition.test.op === 'compare' ? [condition.field, condition.test.other] : [condition.field];
}
