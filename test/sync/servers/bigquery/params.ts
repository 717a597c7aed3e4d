import { textLiteral } from '../../../../scripts/sync/mapping/canonical-sql.js';
import { isObject } from '../call.js';
import { ApiError } from './error.js';

/** Texts, names in backticks and comments; or a parameter. */
const pieces = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|--[^\n]*|@(\w+)/g;

/** The statement with the values of its named parameters, which are texts all of them, in their places. */
export function withParameters(sql: string, given: unknown): string {
  const values = new Map<string, string>();
  for (const one of Array.isArray(given) ? given : []) {
    const { name, parameterType, parameterValue } = isObject(one) ? one : {};
    if (!isObject(parameterType) || parameterType.type !== 'STRING' || !isObject(parameterValue))
      throw new ApiError(400, 'invalid', `Only parameters of type STRING are known here, not ${JSON.stringify(one)}`);
    values.set(String(name), String(parameterValue.value));
  }
  const used = new Set<string>();
  const filled = sql.replaceAll(pieces, (piece: string, name: string | undefined) => {
    if (name === undefined) return piece;
    const value = values.get(name);
    if (value === undefined) throw new ApiError(400, 'invalidQuery', `Query parameter '${name}' not found`);
    used.add(name);
    return textLiteral(value);
  });
  // BigQuery lets it pass; here it is a mistake.
  for (const name of values.keys())
    if (!used.has(name)) throw new ApiError(400, 'invalid', `Query parameter '${name}' is not used`);
  return filled;
}
