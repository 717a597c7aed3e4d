/** What standards.yaml makes of text that people wrote. Each piece is one expression, NULL where nothing was written. */
import type { Standards, TitleLabel } from '../../rubric/model.js';
import { textList } from '../text/sql.js';
import { sqlxPattern, sqlxText } from '../text/sqlx-text.js';

const file = 'rubrics/shared/standards.yaml';

interface Arm {
  readonly line: number;
  readonly test: string;
  readonly gives: string;
}

function caseOf(arms: readonly Arm[], otherwise: string | undefined): string {
  const lines = arms.map((arm) => `  -- ${file}:${arm.line}\n  WHEN ${arm.test} THEN ${sqlxText(arm.gives)}`);
  return ['CASE', ...lines, ...(otherwise === undefined ? [] : [`  ELSE ${otherwise}`]), 'END'].join('\n');
}

function anyPattern(column: string, patterns: readonly string[]): string {
  return patterns.map((pattern) => `REGEXP_CONTAINS(${column}, ${sqlxPattern(pattern)})`).join(' OR ');
}

/** The first label one of whose patterns is found; 'other' when none is. */
export function labelCase(column: string, labels: readonly TitleLabel[]): string {
  if (labels.length === 0) return 'CAST(NULL AS STRING)';
  const arms = labels.map(({ at, label, patterns }) => ({
    line: at.line,
    test: anyPattern(column, patterns),
    gives: label,
  }));
  return caseOf(arms, `IF(${column} IS NULL, NULL, 'other')`);
}

/** From columns title, seniority and function: the first role one of whose rules holds; 'other' when none does. */
export function committeeRoleCase({ committeeRoles }: Standards): string {
  if (committeeRoles.length === 0) return 'CAST(NULL AS STRING)';
  const arms = committeeRoles.flatMap(({ role, rules }) =>
    rules.map((rule) => {
      const parts = [
        ...(rule.title === undefined ? [] : [anyPattern('title', rule.title)]),
        ...(rule.seniority === undefined ? [] : [`seniority IN ${textList(rule.seniority)}`]),
        ...(rule.functions === undefined ? [] : [`function IN ${textList(rule.functions)}`]),
      ];
      const test = parts.map((part) => (parts.length > 1 && part.includes(' OR ') ? `(${part})` : part)).join(' AND ');
      return { line: rule.at.line, test, gives: role };
    }),
  );
  return caseOf(arms, `IF(title IS NULL, NULL, 'other')`);
}

/** The region of a country's code; NULL where no region names it. */
export function regionCase({ regions }: Standards, code: string): string {
  if (regions.length === 0) return 'CAST(NULL AS STRING)';
  return caseOf(
    regions.map(({ region, countries, at }) => ({
      line: at.line,
      test: `${code} IN ${textList(countries)}`,
      gives: region,
    })),
    undefined,
  );
}

/** `under 50`, `<50`, `bis 50`: the number that is written is the upper one. */
const upTo = String.raw`^(?:<|≤|under|less than|fewer than|up to|unter|weniger als|bis |moins de|jusqu|menos de|hasta)`;

/**
 * A number of employees: the one given, else the lower bound of a written range. `1,001-5,000 employees` is 1001, `5k+`
 * is 5000, `<50` is 1. Nobody works alone in a company of none, so 0 and less are taken for unknown.
 */
export function employeesFrom(employees: string, sizeRange: string): string {
  const written = `LOWER(TRIM(${sizeRange}))`;
  const thousands = `REGEXP_REPLACE(REGEXP_REPLACE(${written}, r'([0-9])[.,]([0-9]) ?k\\b', r'\\1\\200'), r'([0-9]) ?k\\b', r'\\1000')`;
  const joined = `REGEXP_REPLACE(${thousands}, ${sqlxPattern(String.raw`[.,'’ \x{a0}\x{202f}]([0-9]{3})\b`)}, r'\\1')`;
  return `CASE
  WHEN ${employees} > 0 THEN ${employees}
  WHEN REGEXP_CONTAINS(${written}, ${sqlxPattern(upTo)}) AND REGEXP_CONTAINS(${written}, r'[0-9]') THEN 1
  ELSE SAFE_CAST(REGEXP_EXTRACT(${joined}, r'[0-9]+') AS INT64)
END`;
}

/** From columns employees_from and size_range: by the number, else by the words. */
export function companySizeCase({ companySizes }: Standards): string {
  if (companySizes.length === 0) return 'CAST(NULL AS STRING)';
  const byNumber = companySizes.map(({ size, from, at }) => ({
    line: at.line,
    test: `employees_from >= ${from}`,
    gives: size,
  }));
  const byWord = companySizes
    .filter(({ written }) => written.length > 0)
    .map(({ size, written, at }) => ({
      line: at.line,
      test:
        written.length === 1
          ? `employees_from IS NULL AND ${anyPattern('size_range', written)}`
          : `employees_from IS NULL AND (${anyPattern('size_range', written)})`,
      gives: size,
    }));
  return caseOf([...byNumber, ...byWord], undefined);
}
