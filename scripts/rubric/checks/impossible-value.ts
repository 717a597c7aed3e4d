import { didYouMean } from '../../problem/closest.js';
import type { Problem } from '../../problem.js';
import { conditionsOf } from '../conditions.js';
import { type Country, foldCountry } from '../countries.js';
import { emailKinds, fieldName } from '../fields.js';
import type { Condition, Project, Rubric } from '../model.js';
import { error } from '../report.js';
import type { Check } from './check.js';

const code = 'rubric/impossible-value';

/** Fields that leadscore itself fills take a few values only; a test for any other never holds. */
export const impossibleValue: Check = {
  code,
  scope: 'rubric',
  check: (project) => {
    const values = possibleValues(project);
    return project.rubrics.flatMap((rubric) => [
      ...conditionsOf(rubric).flatMap((condition) => impossible(condition, values, project)),
      ...rolesNobodyHas(rubric, project),
    ]);
  },
};

function possibleValues({ standards }: Project): ReadonlyMap<string, readonly string[]> {
  const labels = (list: readonly { readonly label: string }[]): string[] => list.map((each) => each.label);
  // What is written and fits nothing is "other".
  const fromTitles: readonly (readonly [string, readonly string[]])[] = [
    ['lead.email_kind', emailKinds],
    ['lead.seniority', [...labels(standards.seniority), 'other']],
    ['lead.function', [...labels(standards.functions), 'other']],
    ['lead.committee_role', [...standards.committeeRoles.map((each) => each.role), 'other']],
  ];
  const ofBoth: readonly (readonly [string, readonly string[]])[] = [
    ['region', standards.regions.map((each) => each.region)],
    ['country_code', standards.countries.map((each) => each.code.toLowerCase())],
    ['industry_group', [...labels(standards.industries), 'other']],
    ['company_size', standards.companySizes.map((each) => each.size)],
  ];
  return new Map([
    ...fromTitles,
    ...ofBoth.flatMap(([name, values]) => [[`lead.${name}`, values] as const, [`account.${name}`, values] as const]),
  ]);
}

function impossible(
  condition: Condition,
  values: ReadonlyMap<string, readonly string[]>,
  { standards }: Project,
): Problem[] {
  if (condition.kind !== 'field') return [];
  const name = fieldName(condition.field);
  const possible = values.get(name);
  const { test } = condition;
  const asked = test.op === 'is' ? [test.value] : test.op === 'in' ? test.values : [];
  if (possible === undefined) return [];
  return asked
    .flatMap((literal) => (literal.type === 'STRING' ? [literal.value] : []))
    .filter((value) => !possible.includes(value.trim().toLowerCase()))
    .map((value) =>
      error(code, condition.at, `${name} is never "${value}".`, {
        todo:
          countryAdvice(name, value, standards.countries) ??
          didYouMean(value, possible) ??
          'Declare it in rubrics/shared/standards.yaml.',
      }),
    );
}

/** Roles of a buying committee that no title stands for. */
function rolesNobodyHas({ account }: Rubric, { standards }: Project): Problem[] {
  const committee = account?.committee;
  if (committee === undefined) return [];
  const declared = standards.committeeRoles.map((each) => each.role);
  return committee.roles
    .filter((role) => !declared.includes(role))
    .map((role) =>
      error(code, committee.at, `lead.committee_role is never "${role}".`, {
        todo: didYouMean(role, declared) ?? 'Declare it under "committee_roles:" in rubrics/shared/standards.yaml.',
      }),
    );
}

/** Another way to write a country is not its code. */
function countryAdvice(field: string, value: string, countries: readonly Country[]): string | undefined {
  if (!field.endsWith('.country_code')) return undefined;
  const country = countries.find((each) => each.spellings.includes(foldCountry(value)));
  return country === undefined ? undefined : `Write "${country.code}".`;
}
