/** The fields that a rubric may read as `lead.<name>` and `account.<name>`. */
import { canonicalEntities, type EntityName, type ScalarType } from '../generate/canonical.js';
import type { FieldRef, Source } from './model.js';
import { error, type Report } from './report.js';

export interface RubricField extends FieldRef {
  readonly description: string;
  /**
   * `column`: a canonical column under the same name, of leads and contacts (or accounts). `derived`: worked out by the
   * models. `attribute`: declared by sources.
   */
  readonly kind: 'column' | 'derived' | 'attribute';
  /** For `attribute`: who declares it. */
  readonly declaredBy: readonly { readonly source: string; readonly entity: EntityName }[];
}

const leadColumns = [
  'title',
  'country',
  'company',
  'industry',
  'employees',
  'annual_revenue',
  'size_range',
  'website',
  'lead_source',
  'status',
  'owner_id',
  'do_not_contact',
  'last_recycled_at',
  'created_at',
] as const satisfies readonly (keyof (typeof canonicalEntities)['leads']['columns'])[];

const accountColumns = [
  'name',
  'industry',
  'employees',
  'annual_revenue',
  'size_range',
  'country',
  'account_type',
  'is_customer',
] as const satisfies readonly (keyof (typeof canonicalEntities)['accounts']['columns'])[];

type Derived = Readonly<Record<string, { readonly type: ScalarType; readonly description: string }>>;

/** Worked out alike for leads and for accounts. */
const standardised: Derived = {
  country_code: { type: 'STRING', description: 'Two capitals of ISO 3166, from the country as written' },
  region: { type: 'STRING', description: 'From the country, by the regions of standards.yaml' },
  industry_group: {
    type: 'STRING',
    description: 'From the industry as written, by the patterns of standards.yaml; other when none fits',
  },
  employees_from: {
    type: 'INT64',
    description: 'Number of employees; where only a range is written, its lower bound',
  },
  company_size: {
    type: 'STRING',
    description: 'By the sizes of standards.yaml, from the number of employees, else from the size as written',
  },
};

const derivedOfLead: Derived = {
  email_kind: {
    type: 'STRING',
    description: 'business, free, disposable, role, test, internal, competitor, invalid or none',
  },
  email_domain: { type: 'STRING', description: 'What stands after the @, in small letters' },
  registrable_domain: { type: 'STRING', description: 'The part of the e-mail domain that a company registers' },
  seniority: { type: 'STRING', description: 'From the title, by the patterns of standards.yaml; other when none fits' },
  function: { type: 'STRING', description: 'From the title, by the patterns of standards.yaml; other when none fits' },
  committee_role: {
    type: 'STRING',
    description: 'From title, seniority and function, by the rules of standards.yaml; other when none holds',
  },
  ...standardised,
  is_converted: { type: 'BOOL', description: 'The lead had been converted by then' },
  has_account: { type: 'BOOL', description: 'The person belongs to a known account' },
};

const derivedOfAccount: Derived = {
  domain: { type: 'STRING', description: 'The registrable domain of the website' },
  ...standardised,
  has_open_opportunity: { type: 'BOOL', description: 'An opportunity was open by then' },
  people: { type: 'INT64', description: 'How many people belong to the account' },
};

/** The values that `lead.email_kind` can take. */
export const emailKinds = [
  'business',
  'free',
  'disposable',
  'role',
  'test',
  'internal',
  'competitor',
  'invalid',
  'none',
] as const;

function derived(entity: FieldRef['entity'], fields: Derived): RubricField[] {
  return Object.entries(fields).map(([name, field]) => ({ entity, name, ...field, kind: 'derived', declaredBy: [] }));
}

/** What every project has, whatever its sources. */
export const builtInFields: readonly RubricField[] = [
  ...leadColumns.map((name): RubricField => ({
    entity: 'lead',
    name,
    type: canonicalEntities.leads.columns[name].type,
    description: canonicalEntities.leads.columns[name].description,
    kind: 'column',
    declaredBy: [],
  })),
  ...derived('lead', derivedOfLead),
  ...accountColumns.map((name): RubricField => ({
    entity: 'account',
    name,
    type: canonicalEntities.accounts.columns[name].type,
    description: canonicalEntities.accounts.columns[name].description,
    kind: 'column',
    declaredBy: [],
  })),
  ...derived('account', derivedOfAccount),
];

/** All fields of a project: the built-in ones, then the attributes in the order of the sources. Conflicts are reported. */
export function rubricFields(sources: readonly Source[], report: Report = () => undefined): readonly RubricField[] {
  const fields = new Map(builtInFields.map((field) => [fieldName(field), field]));
  for (const source of sources) {
    for (const mapping of source.entities) {
      const entity = canonicalEntities[mapping.entity].attributes;
      if (entity === 'none') continue;
      for (const attribute of mapping.attributes) {
        const name = fieldName({ entity, name: attribute.name });
        const present = fields.get(name);
        const declaredBy = { source: source.name, entity: mapping.entity };
        if (present === undefined) {
          const { type, description } = attribute;
          fields.set(name, {
            entity,
            name: attribute.name,
            type,
            description,
            kind: 'attribute',
            declaredBy: [declaredBy],
          });
        } else if (present.kind !== 'attribute') {
          report(
            error(
              'sources/attribute-taken',
              attribute.at,
              `"${attribute.name}" is already a field of every ${entity}.`,
              {
                todo:
                  present.kind === 'column'
                    ? 'Map it under "columns:", or choose another name.'
                    : 'Choose another name.',
              },
            ),
          );
        } else if (present.type !== attribute.type) {
          const other = present.declaredBy[0];
          report(
            error(
              'sources/attribute-type',
              attribute.at,
              `"${name}" is ${attribute.type} here and ${present.type} in ${other?.source ?? 'another source'} (${other?.entity ?? ''}).`,
              {
                why: 'One field has one type.',
                todo: 'Give both the same type, casting one of them with { sql: ... }.',
              },
            ),
          );
        } else {
          fields.set(name, { ...present, declaredBy: [...present.declaredBy, declaredBy] });
        }
      }
    }
  }
  return [...fields.values()];
}

/** `lead.title` */
export function fieldName(field: { readonly entity: string; readonly name: string }): string {
  return `${field.entity}.${field.name}`;
}
