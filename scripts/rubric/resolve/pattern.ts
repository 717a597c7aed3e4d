/** Patterns are RE2's; what only backtracking engines have is refused with the reason. */
import type { Report } from '../report.js';
import { error } from '../report.js';
import type { Cursor } from '../yaml/cursor.js';

const notInRe2: readonly { readonly found: RegExp; readonly what: string }[] = [
  { found: /\(\?<?[=!]/, what: 'a look-around, (?= ...) or (?! ...)' },
  { found: /\\[1-9]|\\k[<{']|\(\?P=/, what: 'a back-reference' },
  { found: /\(\?>/, what: 'an atomic group, (?> ...)' },
  { found: /[*+?}]\+/, what: 'a possessive quantifier such as *+' },
  { found: /\(\?\(/, what: 'a conditional group, (?( ...)' },
];

/** Reports and answers false when RE2 would not take the pattern. */
export function isPattern(pattern: string, cursor: Cursor, report: Report): boolean {
  const bare = withoutEscapesAndClasses(pattern);
  const refused = notInRe2.find(({ found }) => found.test(bare));
  if (refused !== undefined) {
    report(
      error('rubric/pattern', cursor.place, `The pattern "${pattern}" uses ${refused.what}, which RE2 does not have.`, {
        why: 'Patterns run in the warehouse, whose engine (RE2) never backtracks.',
        todo: 'Write it as several cases or patterns.',
      }),
    );
    return false;
  }
  const reason = syntaxFault(pattern);
  if (reason === undefined) return true;
  report(
    error('rubric/pattern', cursor.place, `"${pattern}" is not a pattern: ${reason}.`, {
      todo: 'In double quotes a backslash is written twice, in single quotes once.',
    }),
  );
  return false;
}

/** `\\1` after an escaped backslash, and anything between [ ], is not what it looks like. */
function withoutEscapesAndClasses(pattern: string): string {
  return pattern
    .replaceAll('\\\\', '')
    .replaceAll(/\\[+*?(){}[\]]/g, '_')
    .replaceAll(/\[\^?\]?[^\]]*\]/g, '_');
}

/** RE2's own forms are rewritten to JavaScript's before the syntax is tried. */
function syntaxFault(pattern: string): string | undefined {
  const javascript = pattern
    .replaceAll(/\(\?[imsU]+(?:-[imsU]+)?\)/g, '')
    .replaceAll(/\(\?[imsU]*(?:-[imsU]+)?:/g, '(?:')
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\[:\^?[a-z]+:\]/g, 'a');
  try {
    new RegExp(javascript);
    return undefined;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return (message.split(': ').at(-1) ?? message).toLowerCase();
  }
}
