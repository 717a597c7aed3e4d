/**
 * Finds a compiled module's source lines again. SQLX blocks are cut out and put back in another order, so instead of
 * following that, each source line gets a mark that travels with its text through the compiler.
 */
const OPEN = '\u0001';
const CLOSE = '\u0002';
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');

export function markLines(source: string): string {
  return source
    .split('\n')
    .map((line, index) => `${OPEN}${index + 1}${CLOSE}${line}`)
    .join('\n');
}

/** The source line of each compiled line (index 0 is compiled line 1); undefined for a line of the compiler's own. */
export function sourceLines(markedCompiled: string): (number | undefined)[] {
  const lines = markedCompiled.split('\n').map((line) => {
    const marks = [...line.matchAll(MARK)];
    return { text: line, line: marks.length > 0 ? Number(marks[marks.length - 1]?.[1]) : undefined };
  });
  return lines.map(({ line }, index) => {
    if (line !== undefined) return line;
    // Text that begins in the middle of a source line (behind a block's brace) has no mark; the next line has.
    const next = lines[index + 1]?.line;
    return next !== undefined && index > 0 ? next - 1 || undefined : undefined;
  });
}
