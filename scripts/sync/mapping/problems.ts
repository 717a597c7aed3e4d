/** What is wrong with a sync's mapping before any warehouse or CRM is asked. */
import type { Problem } from '../../problem.js';
import type { Project } from '../../rubric/model.js';
import { error, warning } from '../../rubric/report.js';
import type { SyncConfig } from '../config/config.js';
import type { FieldType } from '../rows.js';
import { mappingsOf, type RecordMapping } from './mapping.js';

export function mappingProblems(project: Project, config: SyncConfig): readonly Problem[] {
  const mappings = mappingsOf(project, config);
  const live = project.precedence.filter((name) =>
    project.rubrics.some((rubric) => rubric.name === name && rubric.status === 'live'),
  );
  if (mappings.length === 0) {
    return [
      error('sync/no-mapping', config.at, `No live rubric says what "${config.id}" is to write.`, {
        why: 'Fields stand in the section "crm" of a rubric; of shadow rubrics nothing is written.',
        todo: `Add such a section to ${live.map((name) => `rubrics/${name}.yaml`).join(' or ') || 'a live rubric'}: "crm: { fields: { Score__c: total } }".`,
      }),
    ];
  }
  const silent = live.filter((name) => mappings.every(({ rubric }) => rubric !== name));
  return [
    ...twoTypes(project, mappings),
    ...silent.map((name) =>
      warning(
        'sync/rubric-without-fields',
        config.at,
        `Of leads for whom ${name} decides "${config.id}" writes nothing.`,
        {
          why: `rubrics/${name}.yaml has no section "crm" with a field of an object that the sync names.`,
          todo: `Add one, or their fields stay what another rubric last wrote.`,
        },
      ),
    ),
  ];
}

/** A destination is told one type of each field. */
function twoTypes(project: Project, mappings: readonly RecordMapping[]): readonly Problem[] {
  const known = new Map<string, { readonly type: FieldType; readonly rubric: string }>();
  return mappings.flatMap(({ rubric, object, fields }) =>
    fields.flatMap(({ field, type }) => {
      const first = known.get(`${object}/${field}`);
      known.set(`${object}/${field}`, first ?? { type, rubric });
      const at = project.rubrics
        .find(({ name }) => name === rubric)
        ?.crm?.fields.find((each) => each.field === field)?.at;
      if (first === undefined || first.type === type || at === undefined) return [];
      return [
        error(
          'sync/two-types',
          at,
          `"${field}" is a ${type} here and a ${first.type} in rubrics/${first.rubric}.yaml.`,
          {
            why: 'The CRM has one field of that name.',
            todo: 'Give them the same kind of column, or two fields.',
          },
        ),
      ];
    }),
  );
}
