/** Which patterns of signals.yaml fit no event that was seen lately. */
import type { Project, Signal, SignalPattern } from '../../rubric/model.js';
import { patternTest } from '../intermediate/acts.js';
import { placeColumns } from './place-columns.js';

export interface AskedPattern {
  readonly signal: Signal;
  readonly pattern: SignalPattern;
}

/** The patterns of what people do, in the order of the file. */
export function askedPatterns(project: Project): readonly AskedPattern[] {
  return project.signals
    .filter(({ of }) => of === undefined)
    .flatMap((signal) => signal.patterns.map((pattern) => ({ signal, pattern })))
    .toSorted((a, b) => a.pattern.at.line - b.pattern.at.line || a.pattern.at.column - b.pattern.at.column);
}

/** Columns: position (from 1, of `askedPatterns`), events. `table` is int_event_places, quoted. undefined where nothing is asked. */
export function seenPatternsSql(project: Project, table: string): string | undefined {
  const rows = askedPatterns(project).map(
    ({ pattern }, index) => `    STRUCT(${index + 1} AS position, ${patternTest(pattern)} AS fits)`,
  );
  if (rows.length === 0) return undefined;
  return `
WITH folded AS (
  SELECT
    source,
    ${placeColumns.map((name) => (name === 'page_path' ? 'LOWER(page_path) AS page_path' : `LOWER(TRIM(${name})) AS ${name}`)).join(',\n    ')}
  FROM ${table}
)

SELECT DISTINCT p.position
FROM folded
CROSS JOIN UNNEST([
${rows.join(',\n')}
]) AS p
WHERE p.fits`;
}
