import { ProblemError, type Place, type Problem } from '../../problem.js';
import type { SqlOrigin } from '../engine.js';

/** One kind of DuckDB failure: how its message is known, and what to say. */
interface FailureKind {
  readonly code: string;
  readonly pattern: RegExp;
  /** What is wrong; `detail` is DuckDB's own first sentence. */
  readonly what: (detail: string) => string;
  readonly why?: string;
  readonly todo?: string;
  /** Whether the query is to blame, so that the problem stands at its file. */
  readonly isInQuery: boolean;
}

/** The first that fits wins. */
const kinds: readonly FailureKind[] = [
  {
    code: 'engine/disk-full',
    pattern: /No space left on device|File too large|Disk quota exceeded|max_temp_directory_size/i,
    what: (detail) => `The disk is full: ${detail}`,
    why: 'The table being written was put back as it was before.',
    todo: 'Make room on the disk of the database file (or of its temporary directory) and run again.',
    isInQuery: false,
  },
  {
    code: 'engine/out-of-memory',
    pattern: /^Out of Memory Error/i,
    what: (detail) => `The query needs more memory than it may use: ${detail}`,
    todo: 'Raise the memory limit, or give a temporary directory with more room.',
    isInQuery: true,
  },
  {
    code: 'engine/invalidated',
    pattern: /^FATAL Error|database has been invalidated/i,
    what: (detail) => `The database stopped after an earlier failure: ${detail}`,
    todo: 'Run again; what was committed before is in the file.',
    isInQuery: false,
  },
  {
    code: 'engine/sealed',
    pattern: /^Permission Error/i,
    what: (detail) => `The query wants to read or write files: ${detail}`,
    why: 'Models read tables only; raw files are loaded before they run.',
    todo: 'Name the file under `files:` of a source, or pass it by --raw.',
    isInQuery: true,
  },
  {
    code: 'engine/conversion',
    pattern: /^(Conversion|Out of Range) Error/i,
    what: (detail) => `A value does not fit the type asked for: ${detail}`,
    todo: 'Use SAFE_CAST where such values may occur, or mend the data.',
    isInQuery: true,
  },
  {
    code: 'engine/sql-failed',
    pattern: /^[A-Za-z ]+ Error: /,
    what: (detail) => `The query failed: ${detail}`,
    isInQuery: true,
  },
];

/** The message of a failed statement, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The problem behind a DuckDB error, placed at the user's file where the query is to blame. A `ProblemError` passes through. */
export function sqlFailure(error: unknown, origin?: SqlOrigin): ProblemError {
  if (error instanceof ProblemError) return error;
  const message = messageOf(error);
  const kind = kinds.find(({ pattern }) => pattern.test(message));
  if (kind === undefined) throw error;
  const place: Place | undefined =
    kind.isInQuery && origin !== undefined ? { file: origin.file, line: origin.line, column: 1 } : undefined;
  const problem: Problem = {
    code: kind.code,
    severity: 'error',
    ...(place === undefined ? {} : { place }),
    what: kind.what(detailOf(message)),
    ...(kind.why === undefined ? {} : { why: kind.why }),
    ...(kind.todo === undefined ? {} : { todo: kind.todo }),
  };
  return new ProblemError(problem);
}

const longestDetail = 300;

/** DuckDB's message without its error class and without the dump of the translated SQL, on one line, as a sentence. */
export function detailOf(message: string): string {
  const [text = ''] = message.split(/\n\s*\nLINE \d+:|\nLINE \d+:/);
  const line = printable(text.replace(/^[A-Za-z_ ]+ Error: /, '')).trim();
  const short = line.length > longestDetail ? `${line.slice(0, longestDetail)}...` : line;
  return /[.!?]$/.test(short) ? short : `${short}.`;
}

/** Text from data or from the engine, without line breaks and control characters, so that it cannot rewrite a terminal. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is being removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ');
}

/** Whether two transactions wanted to change the same catalogue entry; the later one can be run again. */
export function isConflict(error: unknown): boolean {
  return /^TransactionContext Error|write-write conflict|Transaction conflict/i.test(messageOf(error));
}

export function isInterrupt(error: unknown): boolean {
  return /^INTERRUPT Error/i.test(messageOf(error));
}
