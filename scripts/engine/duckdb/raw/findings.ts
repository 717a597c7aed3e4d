import type { Problem } from '../../../problem.js';
import { printable } from '../failure.js';
import type { ScalarName } from '../googlesql-type.js';
import { scalarTexts } from './scalar-text.js';

/** A file with more problems than this is one bad file, not so many bad rows. */
const mostProblems = 20;

/** The problems of one file: the first twenty in full, the rest as a number. */
export class Findings {
  readonly file: string;
  readonly #problems: Problem[] = [];
  #others = 0;

  /** `file` as the user knows it: relative to the project. */
  constructor(file: string) {
    this.file = file;
  }

  add(line: number, column: number, problem: Omit<Problem, 'severity' | 'place'>): void {
    if (this.#problems.length < mostProblems) {
      this.#problems.push({
        code: problem.code,
        severity: 'error',
        place: { file: this.file, line, column },
        what: problem.what,
        ...(problem.why === undefined ? {} : { why: problem.why }),
        ...(problem.todo === undefined ? {} : { todo: problem.todo }),
      });
    } else this.#others += 1;
  }

  get isEmpty(): boolean {
    return this.#problems.length === 0;
  }

  /** `isCutShort`: the diagnosis stopped before the end of the file. */
  problems(isCutShort = false): readonly Problem[] {
    if (this.#others === 0) return this.#problems;
    const atLeast = isCutShort ? 'at least ' : '';
    return [
      ...this.#problems,
      {
        code: 'raw/more-problems',
        severity: 'error',
        place: { file: this.file, line: 1, column: 1 },
        what: `And ${atLeast}${this.#others} more ${this.#others === 1 ? 'problem' : 'problems'} in this file.`,
      },
    ];
  }
}

const longestValue = 40;

/** A raw text for a message: on one line, without control characters, shortened, in quotes. */
export function quoted(value: string): string {
  const characters = [...printable(value)];
  const text =
    characters.length > longestValue ? `${characters.slice(0, longestValue).join('')}...` : characters.join('');
  return JSON.stringify(text);
}

/** A value that is not of its column's type. */
export function badValue(column: string, value: string, type: ScalarName): Omit<Problem, 'severity' | 'place'> {
  const article = type === 'INT64' ? 'an' : 'a';
  const example = scalarTexts[type]?.example;
  return {
    code: 'raw/bad-value',
    what: `Column ${quoted(column)} holds ${quoted(value)}, which is not ${article} ${type}.`,
    todo:
      example === undefined
        ? `Declare the column as another type in the source's lock file: no raw file can hold ${article} ${type}.`
        : `Write it like ${example}, or declare the column STRING in the source's lock file and convert it in the mapping.`,
  };
}
