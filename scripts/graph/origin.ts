import type { SqlOrigin } from '../engine/engine.js';
import type { CompiledGraph } from './graph.js';

/** Above this many comparisons of lines, only the unchanged end of a file is followed. */
const MOST_COMPARISONS = 4_000_000;

/**
 * Where a compiled query stands in its .sqlx file, so that line n of the query is `line + n - 1` of the file. Exact
 * for every line behind the last block (`config`, `js`, ...); a comment above the block is off by the block's height.
 */
export function originOf(graph: CompiledGraph, action: OriginOwner, sql: string): SqlOrigin {
  const source = graph.sources.get(action.fileName) ?? '';
  // SQL that Dataform made from the config stands nowhere in the file; the config's word for it does.
  if (action.parent !== undefined)
    return {
      file: action.fileName,
      line:
        1 +
        Math.max(
          0,
          source.split('\n').findIndex((line) => /\bassertions\b/.test(line)),
        ),
    };
  const lines = sqlLines(source, sql);
  const texts = sql.split('\n').map((line) => line.trim());
  const matched = lines.filter((line, index) => line !== undefined && texts[index] !== '').length;
  const last = lines.findLastIndex((line, index) => line !== undefined && texts[index] !== '');
  const isOwn = matched * 4 >= texts.filter((text) => text !== '').length;
  return { file: action.fileName, line: last < 0 || !isOwn ? 1 : (lines[last] ?? 1) - last };
}

/** A query with its place, from its first line of SQL on. */
export interface LocatedSql {
  readonly sql: string;
  readonly origin: SqlOrigin;
}

/**
 * The query without blank lines and comments above it, so that an error about the whole of it points at its first
 * line and not at the config block before.
 */
export function locatedSql(graph: CompiledGraph, action: OriginOwner, sql: string): LocatedSql {
  const origin = originOf(graph, action, sql);
  const lines = sql.split('\n');
  const first = lines.findIndex((line) => !/^\s*(?:--.*)?$/.test(line));
  if (first <= 0) return { sql, origin };
  const line = action.parent === undefined ? origin.line + first : origin.line;
  return { sql: lines.slice(first).join('\n'), origin: { file: origin.file, line } };
}

/** An action or a unit test. */
interface OriginOwner {
  readonly fileName: string;
  /** Present when the action is made from another one's config. */
  readonly parent?: string;
}

/** The file's line of each line of the query; undefined for lines that JavaScript made. */
export function sqlLines(source: string, sql: string): (number | undefined)[] {
  const written = source.split('\n').map(lineMatcher);
  const lines = sql.split('\n');
  const result = lines.map((): number | undefined => undefined);
  let sqlEnd = lines.length;
  let writtenEnd = written.length;
  while (sqlEnd > 0 && writtenEnd > 0 && written[writtenEnd - 1]?.(lines[sqlEnd - 1] ?? '') === true)
    result[--sqlEnd] = writtenEnd--;
  if (sqlEnd * writtenEnd <= MOST_COMPARISONS) alignRest(lines.slice(0, sqlEnd), written.slice(0, writtenEnd), result);
  return result;
}

/** The longest common subsequence of lines, filled into `result`; blank lines match only next to others. */
function alignRest(
  lines: readonly string[],
  written: readonly ((line: string) => boolean)[],
  result: (number | undefined)[],
): void {
  const width = written.length + 1;
  const lengths = new Uint32Array((lines.length + 1) * width);
  const at = (line: number, source: number) => lengths[line * width + source] ?? 0;
  const equal = (line: number, source: number) => {
    const text = lines[line - 1] ?? '';
    return text.trim() !== '' && written[source - 1]?.(text) === true;
  };
  for (let line = 1; line <= lines.length; line += 1)
    for (let source = 1; source <= written.length; source += 1)
      lengths[line * width + source] = equal(line, source)
        ? at(line - 1, source - 1) + 1
        : Math.max(at(line - 1, source), at(line, source - 1));
  let line = lines.length;
  let source = written.length;
  while (line > 0 && source > 0) {
    if (equal(line, source) && at(line, source) === at(line - 1, source - 1) + 1) result[--line] = source--;
    else if (at(line - 1, source) >= at(line, source - 1)) line -= 1;
    else source -= 1;
  }
}

/** Whether a line of SQL can have come from this line of SQLX: equal but for what stands in `${...}`. */
function lineMatcher(written: string): (line: string) => boolean {
  if (!written.includes('${')) return (line) => line === written;
  const parts = outsidePlaceholders(written);
  if (parts.every((part) => part.trim() === '')) return () => false;
  return (line) => {
    let from = 0;
    for (const [index, part] of parts.entries()) {
      const found = index === 0 ? (line.startsWith(part) ? 0 : -1) : line.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return parts.at(-1) === '' || line.endsWith(parts.at(-1) ?? '');
  };
}

/** The text before, between and behind placeholders; one that goes on in the next line ends the line. */
function outsidePlaceholders(written: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (let index = 0; index < written.length; index += 1) {
    if (depth === 0 && written.startsWith('${', index)) {
      depth = 1;
      index += 1;
      parts.push('');
    } else if (depth === 0) parts[parts.length - 1] += written.charAt(index);
    else if (written.charAt(index) === '{') depth += 1;
    else if (written.charAt(index) === '}') depth -= 1;
  }
  return parts;
}
