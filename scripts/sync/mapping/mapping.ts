/** The `crm` sections of the rubrics that decide for leads -> what one sync writes, rubric by rubric and object by object. */
import { createHash } from 'node:crypto';
import { causesOf } from '../../rubric/crm-causes.js';
import type { CrmCause, CrmSection, Project, Rubric } from '../../rubric/model.js';
import type { SyncConfig } from '../config/config.js';
import type { FieldMapping, ObjectName } from '../rows.js';

/** What one object's records hold by one rubric. Grain: (rubric, object). */
export interface RecordMapping {
  readonly rubric: string;
  readonly object: ObjectName;
  /** In the order of the section: the order of a payload. */
  readonly fields: readonly FieldMapping[];
  readonly causes: readonly CrmCause[];
  /** Of fields, types and rules: a fingerprint made by another mapping is another one. */
  readonly hash: string;
  /** Of the same, and of what makes a record be written again: causes that were kept by another list are not compared one by one. */
  readonly causesHash: string;
}

/** Those of live rubrics that have a crm section, for the objects that the sync names; rubrics in order of precedence. */
export function mappingsOf(project: Project, { objects }: Pick<SyncConfig, 'objects'>): readonly RecordMapping[] {
  return project.precedence.flatMap((name) => {
    const rubric = project.rubrics.find((each) => each.name === name && each.status === 'live');
    const crm = rubric?.crm;
    return rubric === undefined || crm === undefined
      ? []
      : (['lead', 'contact'] as const).flatMap((object) => {
          const fields = objects.has(object) ? fieldsOf(crm, rubric, object) : [];
          return fields.length === 0 ? [] : [mapped(name, object, fields, causesOf(crm))];
        });
  });
}

/** The same for everything that a plan was made by. */
export function hashOf(mappings: readonly RecordMapping[]): string {
  return hashed(mappings.map(({ rubric, object, hash }) => [rubric, object, hash]));
}

function fieldsOf({ fields }: CrmSection, rubric: Rubric, object: 'lead' | 'contact'): readonly FieldMapping[] {
  return fields
    .filter(({ objects }) => objects.includes(object))
    .map(({ field, from, type, length, scale, whenNull, write, at }) => {
      const values = valuesOf(rubric, from);
      return {
        rubric: rubric.name,
        object,
        field,
        from,
        type,
        ...(length !== undefined && { length }),
        ...(scale !== undefined && { scale }),
        whenNull,
        write,
        ...(values !== undefined && { values }),
        at,
      };
    });
}

function valuesOf({ tiers, dimensions }: Rubric, column: string): readonly string[] | undefined {
  if (column === 'tier') return tiers.map(({ name }) => name);
  const graded = dimensions.find(({ name }) => column === `${name}_grade`);
  return graded?.grades?.map(({ letter }) => letter);
}

function mapped(
  rubric: string,
  object: ObjectName,
  fields: readonly FieldMapping[],
  causes: readonly CrmCause[],
): RecordMapping {
  const shapes = fields.map(({ field, from, type, length = null, scale = null, whenNull, write }) => [
    field,
    from,
    type,
    length,
    scale,
    whenNull,
    write,
  ]);
  const hash = hashed([object, shapes]);
  const kept = causes.map((cause) => [cause.column, cause.kind === 'by' ? cause.by.toFixed() : null]);
  return { rubric, object, fields, causes, hash, causesHash: hashed([hash, kept]) };
}

function hashed(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
