/** A guessed mapping as the YAML file that people read and correct. */
import { canonicalEntities } from '../generate/canonical.js';
import type { GuessedEntity } from './header-words.js';
import type { GuessedTable, RawTableShape } from './guess-mapping.js';

export interface InitTable {
  readonly name: string;
  /** Globs from the project's folder. */
  readonly files: readonly string[];
}

/** A text as a YAML scalar that is nothing but that text. */
export const yamlText = (text: string): string =>
  /^[A-Za-z_][\w ./-]*[\w/]$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);

/** A text within a comment: one line, whatever it holds. */
const commented = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');

const truths = "IN ('true', 't', 'yes', 'y', '1')";
const falsehoods = "IN ('false', 'f', 'no', 'n', '0')";

/** Texts that mean "not known". */
export const noValues: readonly string[] = ['', '-', 'n/a', 'N/A', 'null', 'NULL', 'none', 'unknown'];

/** A raw column as GoogleSQL names it. */
export const quotedColumn = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;

/** How a canonical column is read from a raw one; truths are written in more than one way. */
function expression(entity: GuessedEntity, canonical: string, raw: RawTableShape['columns'][number]): string {
  const columns: Readonly<Record<string, { readonly type: string }>> = canonicalEntities[entity].columns;
  // What people call a page is often an address.
  if (canonical === 'page_path' && /url|link|href/i.test(raw.name)) {
    const sql = `REGEXP_EXTRACT(${quotedColumn(raw.name)}, r'^(?:[A-Za-z]+://[^/?#]*)?([^?#]*)')`;
    return `{ sql: ${JSON.stringify(sql)} }`;
  }
  if (columns[canonical]?.type !== 'BOOL' || raw.type === 'BOOL') return yamlText(raw.name);
  const value = `LOWER(TRIM(CAST(${quotedColumn(raw.name)} AS STRING)))`;
  return `{ sql: ${JSON.stringify(`CASE WHEN ${value} ${truths} THEN TRUE WHEN ${value} ${falsehoods} THEN FALSE END`)} }`;
}

function notes(guess: GuessedTable): readonly string[] {
  const rest = guess.rest.filter((name) => !guess.unreadTimes.includes(name));
  return [
    ...(rest.length === 0 ? [] : [`    # Not mapped: ${rest.map(commented).join(', ')}.`]),
    ...guess.unreadTimes.map(
      (name) =>
        `    # ${commented(name)} looks like a time, but is a number or a text: map it with { sql: ... }, which says how it is meant.`,
    ),
  ];
}

function entityLines(guess: GuessedTable, entity: GuessedEntity): readonly string[] {
  return [
    `  ${entity}:`,
    `    from: ${guess.table}`,
    '    # Texts that mean "not known".',
    `    nulls: ${JSON.stringify(noValues).replaceAll(',', ', ')}`,
    '    columns:',
    ...[...guess.columns].map(([canonical, raw]) => `      ${canonical}: ${expression(entity, canonical, raw)}`),
    ...notes(guess),
  ];
}

/** Before the files have been looked at: where they are. */
export function tablesText(source: string, tables: readonly InitTable[]): string {
  return [
    `source: ${source}`,
    `dataset: ${source}`,
    '',
    'tables:',
    ...tables.map(
      ({ name, files }) => `  ${name}: { files: [${files.map((file) => JSON.stringify(file)).join(', ')}] }`,
    ),
    '',
  ].join('\n');
}

/** One entity is read from one table: the first in the order of the tables that has most of its columns. */
export function chosenOf(guesses: readonly GuessedTable[]): ReadonlyMap<GuessedEntity, GuessedTable> {
  const chosen = new Map<GuessedEntity, GuessedTable>();
  for (const guess of guesses) {
    if (guess.entity === undefined) continue;
    const other = chosen.get(guess.entity);
    if (other === undefined || other.columns.size < guess.columns.size) chosen.set(guess.entity, guess);
  }
  return chosen;
}

/** The whole file. */
export function sourceText(source: string, tables: readonly InitTable[], guesses: readonly GuessedTable[]): string {
  const chosen = chosenOf(guesses);
  const left = guesses.filter((guess) => ![...chosen.values()].includes(guess));
  return [
    '# Guessed from the headers. Read every line: what is wrong here is wrong in every score.',
    tablesText(source, tables),
    ...(chosen.size === 0
      ? [
          '# No table looks like people, companies, deals, campaigns or events. docs/sources.md says what may stand here.',
        ]
      : ['entities:', ...[...chosen].flatMap(([entity, guess]) => [...entityLines(guess, entity), ''])]),
    ...left.map((guess) => `# ${guess.table}: ${whyLeft(guess, chosen)}`),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');
}

/** Why a table is not mapped. */
export function whyLeft(guess: GuessedTable, chosen: ReadonlyMap<GuessedEntity, GuessedTable>): string {
  if (guess.nearly !== undefined)
    return `looks like ${guess.nearly.entity}, but nothing there is its ${guess.nearly.lacks.join(', ')}.`;
  const other = guess.entity === undefined ? undefined : chosen.get(guess.entity);
  if (other !== undefined)
    return `${guess.entity ?? ''} are read from ${other.table}; one source reads an entity from one table.`;
  return 'not recognised.';
}
