import type { Place } from '../problem.js';
import { visible } from './visible.js';

export interface FrameLine {
  /** Absent on the line with the underline. */
  readonly number?: number;
  readonly text: string;
  readonly isTarget: boolean;
}

const WIDTH = 100;

/**
 * The line of the place with its neighbours and an underline, at most three lines of source; empty when the text has no
 * such line. Long lines are cut around the place.
 */
export function codeFrame(place: Place, source: string): readonly FrameLine[] {
  const lines = source.split(/\r\n|\n|\r/);
  const target = lines[place.line - 1];
  if (target === undefined || target.trim() === '') return [];
  const start = Math.min(place.column - 1, target.length);
  const end = Math.min(start + Math.max(place.length ?? 1, 1), Math.max(target.length, start + 1));
  const from = Math.max(0, Math.min(start - 20, target.length - WIDTH));
  const cut = (line: string) => {
    const shown = visible(line.slice(from, from + WIDTH).trimEnd());
    return `${from > 0 && line.length > from ? '…' : ''}${shown}${line.length > from + WIDTH ? '…' : ''}`;
  };
  // What is spelled out takes more room than it had, so the underline is measured on what is shown.
  const before = (from > 0 ? 1 : 0) + visible(target.slice(from, start)).length;
  const length = Math.max(1, visible(target.slice(start, Math.min(end, from + WIDTH))).length);
  const numbered = (number: number): FrameLine[] => {
    const line = lines[number - 1];
    const isTarget = number === place.line;
    return line === undefined || (line.trim() === '' && !isTarget) ? [] : [{ number, text: cut(line), isTarget }];
  };
  return [
    ...numbered(place.line - 1),
    ...numbered(place.line),
    { text: `${' '.repeat(before)}${'^'.repeat(length)}`, isTarget: true },
    ...numbered(place.line + 1),
  ];
}
