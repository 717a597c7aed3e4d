import fc from 'fast-check';
import { dateOf } from '../plain/days.js';
import type { Yaml, YamlMap } from '../plain/yaml.js';
import { condition, type Names } from './condition.js';
import { type Arb, type Keys, mapWith, sometimes, texts } from './pieces.js';

/** Where a route leads: a rubric that every tested project has. */
const otherRubric = 'other';

/** What may stand between a tier and its action. */
export function dispositionKeys(names: Names): Keys {
  const when = condition(names, 'total', 1);
  const several = (each: Arb<YamlMap>): Arb => fc.array(each, { minLength: 1, maxLength: 2 });
  return {
    hold: [25, several(when.map((asked): YamlMap => ({ when: asked, reason: 'something is missing' })))],
    freeze: [
      names.setting.earlier.length === 0 ? 0 : names.isComingAndGoing ? 20 : 90,
      several(when.map((asked): YamlMap => ({ when: asked }))),
    ],
    routes: [25, several(when.map((asked): YamlMap => ({ when: asked, to: otherRubric })))],
    overrides: [names.isComingAndGoing ? 0 : 35, fc.constant<Yaml>({ from: 'stg_overrides' })],
    experiment: [65, experiment(names)],
  };
}

function experiment(names: Names): Arb {
  const share = texts('5%', '20%', '33.333%');
  const { today } = names.setting;
  // Days from today: begins tomorrow, ended today, ends tomorrow, ...
  const spans = fc.constantFrom<{ readonly from?: number; readonly to?: number }>(
    {},
    { from: 1 },
    { from: 1 },
    { from: 1 },
    { from: 1, to: 2 },
    { from: 0 },
    { from: 0, to: 1 },
    { from: -1, to: 0 },
    { to: 0 },
    { to: 0 },
    { to: 0 },
    { to: 1 },
  );
  const variant = fc.tuple(share, spans).map(([own, { from, to }]): YamlMap => ({
    share: own,
    action: { do: 'call' },
    ...(from !== undefined && { from: dateOf(today + from) }),
    ...(to !== undefined && { to: dateOf(today + to) }),
    why: 'to learn',
  }));
  return fc
    .tuple(
      texts('2026q4', 'salt'),
      mapWith('an experiment', { explore: [60, texts('2%', '10%')] }),
      sometimes(
        70,
        share.map((own): Yaml => ({ share: own, write: 'nothing' })),
      ),
      fc.array(variant, { minLength: 1, maxLength: 2 }),
    )
    .filter(
      ([, explore, holdout, variants]) => Object.keys(explore).length + variants.length > 0 || holdout !== undefined,
    )
    .map(([salt, explore, holdout, variants]): Yaml => ({
      salt,
      ...explore,
      ...(holdout !== undefined && { holdout }),
      ...(variants.length > 0 && {
        variants: Object.fromEntries(variants.map((each, index) => [`variant_${index + 1}`, each])),
      }),
    }));
}
