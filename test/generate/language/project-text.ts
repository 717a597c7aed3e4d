/** A resolved project as JSON, which can be read again: what the language's resolver gives, and what the generator takes. */
import { Decimal } from 'decimal.js';
import type { Project } from '../../../scripts/rubric/model.js';

/** Decimals and maps as objects of one key, which no project has; the rest is plain data. */
export function projectText(project: Project): string {
  return `${lines(plain(project), '')}\n`;
}

/** In one line what goes into one. */
function lines(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map((each) => lines(each, inner))
    : Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${lines(each, inner)}`);
  const [open, close] = Array.isArray(value) ? (['[', ']'] as const) : (['{', '}'] as const);
  const line = `${open}${parts.join(', ')}${close}`;
  if (indent.length + line.length <= 118 && !line.includes('\n')) return line;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

export function readProject(text: string): Project {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$decimal' in value) return new Decimal(String(value.$decimal));
    if ('$map' in value && Array.isArray(value.$map)) return new Map(value.$map as [unknown, unknown][]);
    return value;
  }) as Project;
}

function plain(value: unknown): unknown {
  if (value instanceof Decimal) return { $decimal: value.toFixed() };
  if (value instanceof Map) return { $map: [...value].map((entry) => entry.map(plain)) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
