/** What of the scored rubrics rests on an input: signals for events, fields for the columns of records. */
import type { Project } from '../../rubric/model.js';
import { usedBy, usedIn } from '../../rubric/used.js';
import { scoredRubrics } from '../outputs/shape.js';

/** Fields that models work out, and the columns of the record that they rest on. */
const restsOn: Readonly<Record<string, readonly string[]>> = {
  seniority: ['title'],
  function: ['title'],
  committee_role: ['title'],
  country_code: ['country'],
  region: ['country'],
  industry_group: ['industry'],
  employees_from: ['employees', 'size_range'],
  company_size: ['employees', 'size_range'],
  email_kind: ['email'],
  email_domain: ['email'],
  registrable_domain: ['email'],
  domain: ['website'],
};

/** Derived from other things than a column of the record, so that no null rate tells of them. */
const restsOnNone: ReadonlySet<string> = new Set(['is_converted', 'has_account', 'has_open_opportunity', 'people']);

export interface FieldUse {
  readonly rubric: string;
  /** `fit.industry` for a criterion, `lead.country` for anything else that asks. */
  readonly name: string;
  readonly entity: 'lead' | 'account';
  readonly field: string;
  readonly column: string;
}

/** Every use of a field by a scored rubric, one for each column that the field rests on. */
export function fieldUses(project: Project): readonly FieldUse[] {
  return scoredRubrics(project).flatMap((rubric) => {
    const inCriteria = new Map<string, string[]>();
    const sections = [
      ...rubric.dimensions.map(({ name, criteria }) => ({ name, criteria })),
      { name: 'account', criteria: rubric.account?.criteria ?? [] },
    ];
    for (const { name, criteria } of sections) {
      for (const criterion of criteria) {
        for (const field of usedBy(criterion).fields) {
          inCriteria.set(field, [...(inCriteria.get(field) ?? []), `${name}.${criterion.name}`]);
        }
      }
    }
    return [...usedIn(rubric).fields].flatMap((used): FieldUse[] => {
      const [entity = '', field = ''] = used.split('.');
      if ((entity !== 'lead' && entity !== 'account') || restsOnNone.has(field)) return [];
      return (restsOn[field] ?? [field]).flatMap((column) =>
        (inCriteria.get(used) ?? [used]).map((name) => ({ rubric: rubric.name, name, entity, field, column })),
      );
    });
  });
}

/** Names of the signals whose acts a scored rubric asks for, each with the signals by which an event becomes one. */
export function signalUses(
  project: Project,
): readonly { readonly signal: string; readonly rubric: string; readonly name: string }[] {
  return scoredRubrics(project).flatMap((rubric) => {
    const { signals } = usedIn(rubric);
    return project.signals.flatMap(({ name, also = [] }) =>
      [name, ...also]
        .filter((one) => signals.has(one))
        .map((one) => ({ signal: name, rubric: rubric.name, name: one })),
    );
  });
}

/** Whether some scored rubric multiplies by it or counts by it, so that its NULLs matter. */
export function asksFor(project: Project, column: 'minutes' | 'depth' | 'session_id'): boolean {
  const rules = scoredRubrics(project).flatMap(({ dimensions }) => dimensions.flatMap(({ acts }) => acts));
  return rules.some(({ magnitude, limit, cap }) =>
    column === 'session_id' ? limit?.per === 'session' || cap?.per === 'session' : magnitude?.of === column,
  );
}

const partOf = {
  page_path: 'path',
  form_id: 'form',
  channel: 'channel',
  campaign_name: 'campaign',
  campaign_type: 'campaignType',
  campaign_status: 'campaignStatus',
} as const;

/** The columns of events that patterns of signals ask about. */
export function patternColumns(project: Project): readonly (keyof typeof partOf)[] {
  const patterns = project.signals.filter(({ of }) => of === undefined).flatMap((signal) => signal.patterns);
  return (Object.keys(partOf) as (keyof typeof partOf)[]).filter((column) =>
    patterns.some((pattern) => pattern[partOf[column]] !== undefined),
  );
}
