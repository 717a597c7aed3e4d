/** Job titles that people outside this project labelled with level and area, and what standards.yaml makes of them. */
import { readFileSync } from 'node:fs';
import { openDuckDb } from '../../scripts/engine/duckdb/open.js';
import { labelCase } from '../../scripts/generate/intermediate/standard-labels.js';
import type { Standards } from '../../scripts/rubric/model.js';
import { sharedFile } from './shared-data.js';

export const levels = ['C-Suite', 'VP', 'Director', 'Manager', 'Other'] as const;
export const areas = ['Business', 'Technical', 'Sales-Marketing', 'Other'] as const;

export interface TitleRead {
  readonly title: string;
  readonly seniority: string | null;
  readonly function: string | null;
}

export interface LabelledTitle extends TitleRead {
  /** Rows by turns: patterns were written with an eye on the first half, and are judged on the second. */
  readonly half: 'written from' | 'held out';
  /** What others call it. */
  readonly label: string;
  /** Our answer in their words. */
  readonly answer: string;
}

/** What the models make of titles: the generated expressions, run by the engine. In the order given. */
export async function readTitles(standards: Standards, titles: readonly string[]): Promise<readonly TitleRead[]> {
  const engine = await openDuckDb({ database: 'titles' });
  try {
    await engine.createSchema('titles', 'read');
    const target = { database: 'titles', schema: 'read', name: 'titles' };
    await engine.writeTable(
      target,
      "SELECT CAST(NULL AS INT64) AS n, CAST(NULL AS STRING) AS title FROM UNNEST(['none']) AS none WHERE FALSE",
    );
    const columns = [
      { name: 'n', type: 'INT64' },
      { name: 'title', type: 'STRING' },
    ] as const;
    await engine.append(
      target,
      columns,
      titles.map((title, n) => ({ n, title })),
    );
    const rows = await engine.query(`
SELECT n, title, ${labelCase('title', standards.seniority)} AS seniority, ${labelCase('title', standards.functions)} AS function
FROM \`titles.read.titles\`
ORDER BY n`);
    return rows.map((row) => ({
      title: String(row.title),
      seniority: row.seniority === null ? null : String(row.seniority),
      function: row.function === null ? null : String(row.function),
    }));
  } finally {
    await engine.close();
  }
}

function labelledRows(file: string): readonly { readonly title: string; readonly label: string }[] {
  const lines = readFileSync(sharedFile(`job_titles/rootstrap/${file}`), 'utf8').split(/\r?\n/);
  return lines
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [title = '', label = ''] = line.split('\t');
      return { title: title.trim(), label: label.trim() };
    });
}

/** Every labelled title of the level and of the area file, each with our answer. */
export async function labelledTitles(
  standards: Standards,
): Promise<{ readonly level: readonly LabelledTitle[]; readonly area: readonly LabelledTitle[] }> {
  const answered = async (file: string, answer: (title: TitleRead) => string): Promise<readonly LabelledTitle[]> => {
    const rows = labelledRows(file);
    const read = await readTitles(
      standards,
      rows.map(({ title }) => title),
    );
    return read.map((ours, index) => ({
      ...ours,
      half: index % 2 === 0 ? 'written from' : 'held out',
      label: rows[index]?.label ?? '',
      answer: answer(ours),
    }));
  };
  return {
    level: await answered('level_classified_titles.tsv', levelFrom),
    area: await answered('area_classified_titles.tsv', areaFrom),
  };
}

const levelOf: Readonly<Record<string, (typeof levels)[number]>> = {
  executive: 'C-Suite',
  vp: 'VP',
  director: 'Director',
  manager: 'Manager',
};

/** Our seniority in their words; whoever leads nobody is Other. */
export function levelFrom({ seniority }: Pick<TitleRead, 'seniority'>): (typeof levels)[number] {
  return levelOf[seniority ?? ''] ?? 'Other';
}

const technical = new Set(['data', 'security', 'design', 'engineering', 'it', 'product', 'research']);
const selling = new Set(['marketing', 'sales']);
const serving = new Set(['hr', 'legal']);

/**
 * Our function in their words. They call whoever leads without selling or building Business, a vice president of what is
 * built too, and Other whoever is led and does neither, or looks after people and law.
 */
export function areaFrom(title: Pick<TitleRead, 'seniority' | 'function'>): (typeof areas)[number] {
  const level = levelFrom(title);
  const area = title.function ?? '';
  const leads = level === 'C-Suite' || level === 'VP' || level === 'Director';
  if (selling.has(area)) return level === 'C-Suite' && area !== 'marketing' ? 'Business' : 'Sales-Marketing';
  if (technical.has(area) && level !== 'VP') return 'Technical';
  if (serving.has(area) && level !== 'VP') return 'Other';
  return leads ? 'Business' : 'Other';
}
