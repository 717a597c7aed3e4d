/** Which shared things a rubric rests on. */
import { fieldName } from './fields.js';
import type { Rubric } from './model.js';

export interface Used {
  /** Names of signals; the names of sequences may stand among them. */
  readonly signals: ReadonlySet<string>;
  /** `lead.title` */
  readonly fields: ReadonlySet<string>;
  /** Of standards.yaml, for `in_list`. */
  readonly lists: ReadonlySet<string>;
}

/**
 * Everything in any part of the rubric, found by its shape: a field is an entity with a name, a signal stands under
 * `signal` or `signals`, a list under `list`. So a new part of the language is seen without being named here.
 */
export function usedIn(rubric: Rubric): Used {
  const used = usedBy(rubric);
  const fields = new Set(used.fields);
  if (rubric.account?.committee !== undefined) fields.add('lead.committee_role');
  return { ...used, fields };
}

/** The same for one part of a rubric, such as a criterion or an act rule. */
export function usedBy(part: unknown): Used {
  const signals = new Set<string>();
  const fields = new Set<string>();
  const lists = new Set<string>();

  function look(value: unknown, key: string): void {
    if (typeof value === 'string') {
      if (key === 'signal' || key === 'signals') signals.add(value);
      if (key === 'list') lists.add(value);
    } else if (Array.isArray(value)) {
      for (const item of value) look(item, key);
    } else if (value instanceof Map) {
      for (const [name, item] of value) look(item, String(name));
    } else if (typeof value === 'object' && value !== null) {
      if ('entity' in value && 'name' in value && 'type' in value)
        fields.add(fieldName({ entity: String(value.entity), name: String(value.name) }));
      for (const [name, item] of Object.entries(value)) look(item, name);
    }
  }

  look(part, '');
  return { signals, fields, lists };
}
