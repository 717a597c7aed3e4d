/** SQL that a user wrote, on its way into SQLX. It stays code; so what only SQLX would understand is refused. */
import { type Place, ProblemError } from '../../problem.js';

const refused = [
  {
    pattern: /\$\{/,
    what: 'The SQL holds "${", which Dataform would run as JavaScript.',
    todo: "Write \\x24{ inside a text: '\\x24{name}'.",
  },
  {
    pattern: /\\['"`]/,
    what: 'The SQL holds an escaped quote, at which Dataform loses track of where a text ends.',
    todo: 'Write \\x27 for \', \\x22 for " and \\x60 for `.',
  },
  {
    pattern: /--|\/\*/,
    what: 'The SQL holds a comment, which would hide what follows it in the model.',
    todo: 'Put the comment into the YAML, behind a #; write \\x2d inside a text.',
  },
] as const;

/** The expression, unchanged. Throws a ProblemError (`generate/unsafe-sql`) when SQLX would read it differently from SQL. */
export function sqlxCode(sql: string, at: Place): string {
  const problems = refused
    .filter(({ pattern }) => pattern.test(sql))
    .map(({ what, todo }) => ({ code: 'generate/unsafe-sql', severity: 'error' as const, place: at, what, todo }));
  if (problems.length > 0) throw new ProblemError(problems);
  return sql;
}
