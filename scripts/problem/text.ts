import pc from 'picocolors';
import type { Problem } from '../problem.js';
import { codeFrame } from './frame.js';
import { visible } from './visible.js';

type Colors = ReturnType<typeof pc.createColors>;

/** Problems for people: each with its place, its sentences and a code frame; a count at the end. */
export function renderText(
  problems: readonly Problem[],
  readSource: (file: string) => string | undefined,
  options: { readonly color: boolean; readonly shownFile: (file: string) => string },
): string {
  if (problems.length === 0) return 'No problems.\n';
  const colors = pc.createColors(options.color);
  const blocks = problems.map((problem) => block(problem, readSource, options.shownFile, colors));
  return `${[...blocks, colors.bold(count(problems))].join('\n\n')}\n`;
}

function block(
  problem: Problem,
  readSource: (file: string) => string | undefined,
  shownFile: (file: string) => string,
  colors: Colors,
): string {
  const { place } = problem;
  const paint = problem.severity === 'error' ? colors.red : colors.yellow;
  const where =
    place === undefined ? [] : [colors.cyan(`${visible(shownFile(place.file))}:${place.line}:${place.column}`)];
  const code = paint(problem.code) + (problem.severity === 'warning' ? ' (warning)' : '');
  const sentences = [colors.bold(visible(problem.what)), problem.why, problem.todo]
    .filter((sentence) => sentence !== undefined)
    .map((sentence, index) => `  ${index === 0 ? sentence : visible(sentence)}`);
  const source = place === undefined ? undefined : readSource(place.file);
  const frame = place === undefined || source === undefined ? [] : codeFrame(place, source);
  const width = Math.max(...frame.map((line) => String(line.number ?? '').length), 0);
  const framed = frame.map((line) => {
    const number = String(line.number ?? '').padStart(width);
    const mark = line.isTarget && line.number !== undefined ? paint('>') : ' ';
    const text = line.number === undefined ? paint(line.text) : line.text;
    return `  ${mark} ${colors.dim(`${number} |`)} ${text}`.trimEnd();
  });
  return [[...where, code].join('  '), ...sentences, ...framed].join('\n');
}

/** `3 problems (2 errors, 1 warning) in 2 files` */
export function count(problems: readonly Problem[]): string {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const files = new Set(problems.flatMap((problem) => problem.place?.file ?? [])).size;
  const kinds = [
    ...(errors > 0 ? [number(errors, 'error')] : []),
    ...(problems.length > errors ? [number(problems.length - errors, 'warning')] : []),
  ];
  return `${number(problems.length, 'problem')} (${kinds.join(', ')})${files === 0 ? '' : ` in ${number(files, 'file')}`}`;
}

function number(many: number, word: string): string {
  return `${many} ${word}${many === 1 ? '' : 's'}`;
}
