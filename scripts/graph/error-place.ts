import type { Place } from '../problem.js';
import { sourceLines } from './marked-lines.js';

/** What is known of a file that has an error. */
export interface ErrorFiles {
  readonly directory: string;
  readonly sources: ReadonlyMap<string, string>;
  /** Compiled text with marked lines, per .sqlx file. */
  readonly marked: Readonly<Record<string, string>>;
}

interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Where an error's stack says it happened, as a place in the user's own file: the innermost frame inside the project; a frame of a compiled .sqlx is carried back to its source line.
 */
export function placeOfStack(stack: string, files: ErrorFiles): Place | undefined {
  const [frame] = framesOf(stack, files);
  if (frame === undefined) return undefined;
  if (!frame.file.endsWith('.sqlx')) return frame;
  const marked = files.marked[frame.file];
  const line = marked === undefined ? undefined : sourceLines(marked)[frame.line - 1];
  if (line === undefined) return undefined;
  const text = lineOf(files, frame.file, line);
  // Columns shift only where text was escaped or a wrapper stands before it; then the line's first word is shown.
  return { file: frame.file, line, column: frame.column <= text.length ? frame.column : firstColumn(text) };
}

/** The first place where the file's text has that word, at or after a line; quotes and letters around it do not count as part of it. */
export function placeOfWord(files: ErrorFiles, file: string, word: string, fromLine = 1): Place | undefined {
  const pattern = new RegExp(`(?<![A-Za-z0-9_])${word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![A-Za-z0-9_])`);
  const lines = files.sources.get(file)?.split('\n') ?? [];
  for (const [index, text] of lines.entries()) {
    if (index + 1 < fromLine) continue;
    const found = pattern.exec(text);
    if (found !== null) return { file, line: index + 1, column: found.index + 1, length: word.length };
  }
  return undefined;
}

/** The file's config block, or its first line. */
export function placeOfConfig(files: ErrorFiles, file: string): Place | undefined {
  if (!files.sources.has(file)) return undefined;
  return placeOfWord(files, file, 'config') ?? { file, line: 1, column: 1 };
}

function lineOf(files: ErrorFiles, file: string, line: number): string {
  return files.sources.get(file)?.split('\n')[line - 1] ?? '';
}

function firstColumn(text: string): number {
  return Math.max(1, text.search(/\S/) + 1);
}

function framesOf(stack: string, files: ErrorFiles): Frame[] {
  return stack.split('\n').flatMap((text, index, lines) => {
    const start = text.indexOf(`${files.directory}/`);
    if (start < 0) return [];
    const found = /^(.*?):(\d+)(?::(\d+))?\)?$/.exec(text.slice(start + files.directory.length + 1));
    const file = found?.[1];
    if (found === null || file === undefined || !files.sources.has(file)) return [];
    // A syntax error's stack begins with `file:line`, the line, and carets under the word.
    const column = found[3] ?? (lines[index + 2]?.indexOf('^') ?? 0) + 1;
    return [{ file, line: Number(found[2]), column: Math.max(1, Number(column)) }];
  });
}
