import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { committeeRoles } from '../plain/standards.js';
import type { Yaml, YamlMap } from '../plain/yaml.js';
import { accountActRules } from './act.js';
import type { Names } from './condition.js';
import { criterion } from './criterion.js';
import { range } from './dimension.js';
import { type Arb, gains, mapWith, merged, numbers, sometimes, texts } from './pieces.js';

const fields = ['account.industry', 'account.employees', 'account.country', 'account.is_customer', 'account.spend'];

/** As many weights as people count. */
const share: Arb<YamlMap> = fc
  .array(numbers(1, 0.5, 0.333, 0.25), { minLength: 1, maxLength: 3 })
  .chain((weights) =>
    fc.constantFrom<YamlMap>(
      { top: new Decimal(weights.length), weights },
      { top: new Decimal(weights.length) },
      { top: new Decimal(weights.length) },
      { weights },
    ),
  );

function fromPeople(names: Names): Arb<YamlMap> {
  const parts = fc
    .subarray([...names.dimensions], { minLength: 1 })
    .chain((some) => fc.tuple(...some.map((name) => share.map((own) => [name, own] as const))))
    .map((entries): YamlMap => Object.fromEntries(entries));
  const dominance = sometimes(60, numbers(0.6, 0.5, 0.333, 0.1)).map((most): YamlMap =>
    most === undefined ? {} : { dominance: most },
  );
  return merged(parts, dominance);
}

/** A window that some acts of nearly everybody lie outside of. */
const shortly = texts('1d', '3d', '7d', '14d');

const roles: Arb = fc.subarray(Object.keys(committeeRoles), { minLength: 1 });

const committee: Arb = mapWith('a committee', {
  roles: [100, roles],
  within: [75, texts('1d', '2d', '3d')],
  points_per_role: [100, gains],
  at_least_people: [75, numbers(1, 2, 2, 3)],
});

const engagedPeople: Arb = fc
  .tuple(
    mapWith('how many people', { people: [100, numbers(1, 2, 3)], within: [90, shortly] }),
    gains,
    fc.subarray(['account', 'engaged_leads'], { minLength: 1 }),
  )
  .map(([when, points, on]): Yaml => ({ when, points, on }));

export function account(names: Names): Arb<YamlMap> {
  const criteria = fc
    .array(criterion(names, fields), { minLength: 1, maxLength: 2 })
    .map((each): Yaml => Object.fromEntries(each.map((own, index) => [`account_${index + 1}`, own])));
  return merged(
    mapWith('an account section', {
      level: [70, texts('account', 'ultimate_parent')],
      range: [80, range],
      criteria: [50, criteria],
      acts: [60, accountActRules()],
      committee: [names.isEngagementRare ? 80 : 60, committee],
      engaged_people: [names.isEngagementRare ? 80 : 60, engagedPeople],
    }),
    fromPeople(names).map((from_people): YamlMap => ({ from_people })),
  );
}
