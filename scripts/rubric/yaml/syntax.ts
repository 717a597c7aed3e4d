/** The YAML library's syntax errors in words that say what to do. */
import type { YAMLError } from 'yaml';
import type { Place, Problem } from '../../problem.js';
import { error } from '../report.js';

const advice: Readonly<Record<string, { readonly what: string; readonly todo?: string }>> = {
  TAB_AS_INDENT: { what: 'A tab is used to indent.', todo: 'Indent with spaces; YAML does not take tabs.' },
  BAD_INDENT: { what: 'The indentation does not fit the lines around it.', todo: 'Line it up with its neighbours.' },
  BLOCK_AS_IMPLICIT_KEY: {
    what: 'A nested map begins on the line of another key.',
    todo: 'Put it on a line of its own, or the text in quotes if it holds a colon.',
  },
  BLOCK_IN_FLOW: { what: 'A block of lines stands inside [ ] or { }.', todo: 'Write it inside the brackets.' },
  BAD_SCALAR_START: { what: 'A value begins with a character that YAML reserves.', todo: 'Put the text in quotes.' },
  MISSING_CHAR: { what: 'A closing quote, bracket or comma is missing.', todo: 'Close what was opened.' },
  MULTIPLE_DOCS: { what: 'The file holds two documents (---).', todo: 'Keep one document per file.' },
  MULTILINE_IMPLICIT_KEY: { what: 'A key spans several lines.', todo: 'Is a colon or a closing quote missing?' },
  UNEXPECTED_TOKEN: { what: 'This does not belong here.', todo: 'Is a quote, a colon or a bracket missing before it?' },
};

/** `place` turns offsets of the text into a place. */
export function syntaxProblem(found: YAMLError, text: string, place: (from: number, to?: number) => Place): Problem {
  const [from, to] = found.pos;
  if (found.code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]+/.exec(text.slice(from))?.[0] ?? '';
    return error('rubric/duplicate-key', place(from, from + key.length), `The key "${key}" stands twice in one map.`, {
      why: 'Only one of them could count.',
      todo: 'Take one away or rename it.',
    });
  }
  if (/must be sufficiently indented and end with a/.test(found.message)) {
    return error('rubric/yaml', place(from, to), 'A bracket, [ or {, is opened and not closed before this.', {
      todo: 'Close it.',
    });
  }
  const known = advice[found.code];
  return error('rubric/yaml', place(from, to), known?.what ?? firstLine(found.message), { todo: known?.todo });
}

function firstLine(message: string): string {
  const line = message.split('\n')[0] ?? message;
  return line.endsWith('.') ? line : `${line}.`;
}
