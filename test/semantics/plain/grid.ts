/** Steps 15 and 16: the band and the cell of a result. */
import type { Decimal } from 'decimal.js';
import { listOf, mapOf, numberOf, textOf, type Yaml, type YamlMap } from './yaml.js';

/** 1 for the lowest band, 0 for what lies below it. */
export function bandNumber(total: Decimal, bands: Yaml | undefined): number {
  return listOf(bands).filter((bound) => total.gte(numberOf(bound))).length;
}

/** The name of the cell; nothing without a grid. */
export function cellOf(rubric: YamlMap, resultOf: (name: string) => Decimal | undefined): string | undefined {
  if (rubric['grid'] === undefined) return undefined;
  const { rows, columns, cells } = mapOf(rubric['grid']);
  const row = stepOf(mapOf(rows), resultOf);
  const column = stepOf(mapOf(columns), resultOf);
  return textOf(mapOf(cells)[`${row}_${column}`]);
}

function stepOf(axis: YamlMap, resultOf: (name: string) => Decimal | undefined): string {
  const [name, bounds] = Object.entries(axis)[0] ?? ['', null];
  const value = resultOf(name);
  const cuts = listOf(bounds).map(numberOf);
  const step = value === undefined ? 0 : cuts.filter((cut) => value.gte(cut)).length;
  return stepNames(cuts.length + 1)[step] ?? '';
}

/** From the lowest. */
export function stepNames(steps: number): readonly string[] {
  if (steps === 2) return ['low', 'high'];
  if (steps === 3) return ['low', 'medium', 'high'];
  return Array.from({ length: steps }, (_, index) => String(index + 1));
}
