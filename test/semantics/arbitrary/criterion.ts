import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { enrichedFields } from '../plain/enrichment.js';
import { isYamlMap, type Yaml, type YamlMap } from '../plain/yaml.js';
import { isAccepted } from './accepted.js';
import { askedFields, condition, fieldCondition, fieldTest, type Names, rareTest } from './condition.js';
import { anyPoints, type Arb, merged, numbers, sometimes, texts } from './pieces.js';

/** Field -> the field to fall back on. */
const fallbacks: Readonly<Record<string, string>> = {
  'lead.plan': 'lead.old_plan',
  'lead.budget': 'lead.old_budget',
  'lead.country': 'account.country',
  'lead.seats': 'account.employees',
};

const levels = ['high', 'medium', 'low'] as const;
const points = numbers(0, 1, 2.5, 5, 10, 3.333, -2, -5);

/** @param fields that its cases ask about; conditions of any kind as well where nothing is said */
export function criterion(names: Names, fields?: readonly string[]): Arb<YamlMap> {
  if (fields !== undefined) return ofField(names, fields);
  return fc.oneof(
    { weight: 5, arbitrary: ofField(names) },
    { weight: 2, arbitrary: short(names) },
    {
      weight: 2,
      arbitrary: ofConditions(names),
    },
  );
}

function short(names: Names): Arb<YamlMap> {
  return fc
    .tuple(condition(names, 'fields', 1), anyPoints, sometimes(50, fc.oneof(fc.constant<Yaml>('neutral'), given)))
    .map(([when, own, unknown]): YamlMap => ({ when, points: own, ...(unknown !== undefined && { unknown }) }));
}

const given: Arb = points.map((own): Yaml => ({ points: own }));
const likeALevel: Arb = texts('high').map((same_as): Yaml => ({ same_as }));

function ofField(names: Names, fields: readonly string[] = askedFields): Arb<YamlMap> {
  return fc.constantFrom(...fields).chain((field) => {
    const test = fc.oneof(
      { weight: 6, arbitrary: fieldTest(field, names.setting) },
      { weight: 1, arbitrary: merged(fieldTest(field, names.setting), fieldTest(field, names.setting)) },
    );
    const other = fallbacks[field];
    const fallback: Arb[] =
      other === undefined
        ? []
        : [
            points.map((own): Yaml => ({ fallback: other, points: own })),
            fc.constant<Yaml>({ fallback: other, same_as: 'high' }),
            fc.constant<Yaml>({ fallback: other }),
          ];
    const unknown = fc.oneof(fc.constant<Yaml>('neutral'), given, likeALevel, ...fallback, ...fallback);
    return withCases(test, unknown).map((rest): YamlMap => ({ field, ...rest }));
  });
}

function ofConditions(names: Names): Arb<YamlMap> {
  const test = condition(names, 'fields', 1).map((when): YamlMap => ({ when }));
  return withCases(test, fc.oneof(fc.constant<Yaml>('neutral'), given, likeALevel));
}

/** Cases have the levels high, medium, low in some order; the first always high, so that it can be named. */
function withCases(test: Arb<YamlMap>, unknown: Arb): Arb<YamlMap> {
  const cases = fc
    .array(fc.tuple(test, points), { minLength: 1, maxLength: 3 })
    .map((found): Yaml[] =>
      found.map(([asked, own], index) => ({ ...asked, points: own, level: levels[index] ?? 'low' })),
    );
  return fc.tuple(cases, sometimes(60, points), unknown).map(([found, otherwise, decided]): YamlMap => {
    // Nothing is left below a case that takes all known values.
    const last = found.findIndex((each) => isYamlMap(each) && each['known'] === true);
    const some = last < 0 ? found : found.slice(0, last + 1);
    const hasRest = otherwise !== undefined && last < 0;
    return { cases: hasRest ? [...some, { otherwise: true, points: otherwise }] : some, unknown: decided };
  });
}

/** Criteria that give points by one test alone, whatever else there is: as the test of a case, and as a condition. */
export function probes({ setting, isRecalculated }: Names): Arb<YamlMap> {
  const test = rareTest(setting);
  const inCase = test.map(asCase);
  const inCondition = test.map((when): Yaml => ({ when, points: new Decimal(2) }));
  const ofVendors = fieldCondition(setting, vendorsFields).map(asCase);
  return fc
    .tuple(inCase, inCase, inCondition, inCondition, ...(isRecalculated ? [ofVendors] : []))
    .map((found): YamlMap => Object.fromEntries(found.map((each, index) => [`probe_${index + 1}`, each])));
}

const vendorsFields = [...enrichedFields.map((field) => `account.${field}`), 'account.region'];

function asCase({ field, ...asked }: YamlMap): Yaml {
  return { field: field ?? null, cases: [{ ...asked, points: new Decimal(3) }], unknown: { points: new Decimal(2) } };
}

/** Lifts of the criteria that have levels. */
export function softFit(names: Names, criteria: YamlMap): Arb | undefined {
  const levelled = Object.entries(criteria).flatMap(([name, each]) =>
    typeof each === 'object' && each !== null && 'cases' in each ? [name] : [],
  );
  if (levelled.length === 0 || !isAccepted('a dimension', 'soft_fit')) return undefined;
  const lift = fc
    .tuple(condition(names, 'fields', 1), texts(...levelled))
    .map(([when, lifts]): Yaml => ({ when, lifts, to: 'high' }));
  return fc.array(lift, { minLength: 1, maxLength: 3 });
}
