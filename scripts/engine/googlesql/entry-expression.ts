/** Operators and functions that are entries of the closed list, over operands that are still to be translated. */
import type { Context } from './context.js';
import { byKey } from './entries.js';
import { print } from './entry-print.js';
import type { Printed } from './entry.js';
import { isFloat } from './printed.js';
import type { Scope } from './scope.js';
import { isObject, type Json, variant } from './tree.js';

/** GoogleSQL's spelling of the parser's operators; what is not here has no translation. */
export const binary: { readonly [operator: string]: string } = {
  Eq: '=',
  NotEq: '!=',
  Lt: '<',
  LtEq: '<=',
  Gt: '>',
  GtEq: '>=',
  And: 'AND',
  Or: 'OR',
  Plus: '+',
  Minus: '-',
  Multiply: '*',
  StringConcat: '||',
};

const comparisons = new Set(['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN', 'BETWEEN', 'NOT BETWEEN']);
const comparisonKinds = new Set([
  'IsNull',
  'IsNotNull',
  'IsTrue',
  'IsFalse',
  'IsNotTrue',
  'IsNotFalse',
  'IsDistinctFrom',
  'IsNotDistinctFrom',
  'InList',
  'InSubquery',
  'Between',
]);

/** GoogleSQL's comparisons do not chain; the parser would group them in its own way. */
export function refuseChain(context: Context, name: string, operands: readonly Json[]): void {
  if (!comparisons.has(name) && !name.startsWith('IS ')) return;
  for (const operand of operands) {
    const { kind, body } = variant(operand);
    const inner = kind === 'BinaryOp' && isObject(body) ? binary[variant(body['op']).kind] : undefined;
    if (comparisonKinds.has(kind) || (inner !== undefined && comparisons.has(inner))) {
      context.source.refuse(
        operand,
        'One comparison follows another without parentheses.',
        'Write parentheses around the first.',
        'GoogleSQL does not say which comes first.',
      );
    }
  }
}

/** The parser takes all that follows DISTINCT FROM, up to the end of the condition, for its right side. */
function refuseSwallowed(context: Context, name: string, operands: readonly Json[]): void {
  if (!name.endsWith('DISTINCT FROM')) return;
  for (const operand of operands) {
    const { kind, body } = variant(operand);
    const inner = kind === 'BinaryOp' && isObject(body) ? binary[variant(body['op']).kind] : undefined;
    if (inner !== 'AND' && inner !== 'OR') continue;
    context.source.refuse(
      operand,
      `${inner} follows ${name} without parentheses.`,
      `Write parentheses around the comparison: (a ${name} b) ${inner} c.`,
    );
  }
}

/** Prints the entry of that name over these operands. */
export function entry(context: Context, node: Json, scope: Scope, name: string, operands: readonly Json[]): Printed {
  const found = byKey.get(name);
  if (!found) return context.source.refuse(node, `${name} has no translation.`, 'Write it another way.');
  refuseChain(context, name, operands);
  refuseSwallowed(context, name, operands);
  const args = operands.map((each) => context.expression(each, scope));
  const ofFloats = args.some(isFloat) ? byKey.get(`${name}#FLOAT64`) : undefined;
  return print(context, node, ofFloats ?? found, args);
}
