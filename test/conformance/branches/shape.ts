import type { Arm } from './arms.js';

/** The arms that the generator writes for one kind of rule, whatever the rule's names, numbers and conditions are. */
export interface Shape {
  /** The model's name without the rubric's and the dimension's. */
  readonly model: string;
  /** The line with `?` for texts, `0` for numbers and `...` for conditions, and equal neighbours once. */
  readonly line: string;
  readonly key: string;
}

const rubricFile = /^definitions\/rubrics\/([^/]+)\//;

/** Whether the arm stands for one of many of its kind: the same of each rubric in turn, or a label of the standards. */
export function isOneOfMany(arm: Arm): boolean {
  if (arm.file.startsWith('definitions/outputs/')) return true;
  return /^int_(?:people|accounts)$/.test(arm.model) && /^WHEN .* THEN '\w+'$/.test(arm.text);
}

/** The rubric of whose models the arm is; undefined for an arm of a model that all rubrics share. */
export function rubricOf(arm: Arm): string | undefined {
  return rubricFile.exec(arm.file)?.[1];
}

/**
 * @param rubric of whose models the arm is; undefined for a model that says the same of each
 * @param dimensions of that rubric, or of all
 */
export function shapeOf(arm: Arm, rubric: string | undefined, dimensions: readonly string[]): Shape {
  const names = dimensions.toSorted((a, b) => b.length - a.length).join('|');
  const anyDimension = names === '' ? /(?!)/g : new RegExp(`\\b(?:${names})(?=_|\\b)`, 'g');
  const model = (rubric === undefined ? arm.model : arm.model.slice(rubric.length + 1)).replace(
    anyDimension,
    'dimension',
  );
  const plain = (text: string): string =>
    text
      .replace(/-- .*$/, '')
      .replaceAll(/'(?:[^'\\]|\\.)*'/g, "'?'")
      .replaceAll(anyDimension, 'dimension')
      .replaceAll(/_\d+\b|_\d+(?=_)/g, '_0')
      .replaceAll(/(?<![\w.])-?\d+(?:\.\d+)?\b/g, '0')
      .replaceAll(/\bWHEN (?:(?!\b(?:WHEN|THEN)\b).)+ THEN\b/g, 'WHEN ... THEN')
      .replaceAll(/(AS (?:reached_by|is_reached), ).* AS holds\b/g, '$1... AS holds')
      .replaceAll(/\bIF\(\(.*\)(?: AND limited\.lead_id IS NULL)?, '\?', NULL\)/g, "IF(..., '?', NULL)")
      // A segment of a tier: there may be any number of them.
      .replaceAll(/\bTHEN IF\([\w.]+ >= NUMERIC '\?', '\?', NULL\)/g, 'THEN ?')
      .replaceAll(/\bTHEN (?:NUMERIC )?(?:'\?'|0|TRUE|NULL)(?= |$)/g, 'THEN ?')
      .replaceAll(/(WHEN \.\.\. THEN \?)(?: WHEN \.\.\. THEN \?)+/g, '$1')
      .replaceAll(/\((?:'\?', )+'\?'\)/g, "('?')")
      .trim();
  const line = plain(arm.text);
  // It may end within a condition.
  const before = plain(arm.before).replace(/\bIF\(\(.*$/, 'IF(...');
  // A sum over the dimensions: there may be any number of them.
  if (/^IF\(.* \+ IF\(.* AS could_\w+,?$/.test(line))
    return { model, line: 'could', key: `${model} ${arm.kind} could` };
  return { model, line, key: `${model} ${arm.kind} ${line} after ${before}` };
}
