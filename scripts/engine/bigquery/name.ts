import type { Target } from '../engine.js';

/** `` `a\`b` ``: any text as a GoogleSQL identifier. */
export function identifier(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** Any text as a GoogleSQL string literal; JSON's escapes are all GoogleSQL's too. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/** `` `project`.`dataset`.`name` ``. */
export function relationName(target: Target): string {
  return [target.database, target.schema, target.name].map(identifier).join('.');
}
