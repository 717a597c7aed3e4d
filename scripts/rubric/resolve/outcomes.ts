import type { Outcome } from '../model.js';
import { error } from '../report.js';
import type { OutcomesText, OutcomeText } from '../schema/outcomes.js';
import type { Cursor } from '../yaml/cursor.js';
import { resolveField, type Scope } from './scope.js';

type FieldScope = Pick<Scope, 'fields' | 'hasAllFields' | 'report'>;

export function resolveOutcomes(written: OutcomesText, cursor: Cursor, shared: FieldScope): Outcome[] {
  const scope: Scope = {
    ...shared,
    lists: undefined,
    signals: undefined,
    accountSignals: new Set(),
    dimensions: [],
    families: new Map(),
    grades: new Map(),
    cells: new Set(),
    hasAccount: false,
  };
  return Object.entries(written.outcomes ?? {}).flatMap(([name, outcome]) => {
    const at = cursor.at('outcomes', name);
    const definition = resolveDefinition(name, outcome, at, scope);
    if (definition === undefined) return [];
    const described = outcome.description === undefined ? {} : { description: outcome.description };
    return [{ name, ...described, definition, at: at.keyPlace }];
  });
}

function resolveDefinition(
  name: string,
  written: OutcomeText,
  cursor: Cursor,
  scope: Scope,
): Outcome['definition'] | undefined {
  const { opportunity, attribute } = written;
  if ((opportunity === undefined) === (attribute === undefined)) {
    if (cursor.isWhole) {
      scope.report(
        error(
          'rubric/outcome',
          cursor.keyPlace,
          `The outcome "${name}" must say either "opportunity" or "attribute".`,
          {
            todo: 'Write "opportunity: created", "opportunity: won" or "attribute: lead.<field>".',
          },
        ),
      );
    }
    return undefined;
  }
  if (opportunity !== undefined) return { kind: 'opportunity', when: opportunity };
  if (attribute === undefined) return undefined;
  const at = cursor.at('attribute');
  const field = resolveField(attribute, at, scope);
  if (field === undefined) return undefined;
  if (field.entity !== 'lead' || field.type !== 'BOOL') {
    scope.report(
      error(
        'rubric/outcome',
        at.place,
        `"${attribute}" is ${field.type} of the ${field.entity}; an outcome needs a BOOL of the lead.`,
        {
          todo: 'Declare such an attribute in the source, with { sql: ... } if need be.',
        },
      ),
    );
    return undefined;
  }
  return { kind: 'attribute', field };
}
