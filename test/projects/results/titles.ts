import { loadProject } from '../../../scripts/rubric/load.js';
import { type LabelledTitle, labelledTitles } from '../labelled-titles.js';
import { projectRoot } from '../project-root.js';
import { accuracy, commonest, missed } from '../title-accuracy.js';
import { markdownTable, percent, whole } from './table.js';

/** How often level and area are what others say, and what is missed most. */
export async function titlesTables(): Promise<string> {
  const { project } = await loadProject(projectRoot);
  if (project === undefined) throw new Error('The project of the checkout has errors.');
  const { level, area } = await labelledTitles(project.standards);
  return [accuracyTable({ level, area }), missedTable('level', level), missedTable('area', area)].join('\n\n');
}

function accuracyTable(kinds: Readonly<Record<string, readonly LabelledTitle[]>>): string {
  const rows = Object.entries(kinds).flatMap(([kind, titles]) =>
    (['held out', 'written from'] as const).map((half) => {
      const some = titles.filter((title) => title.half === half);
      const [label, share] = commonest(some);
      const right = accuracy(some);
      return [
        `${kind}, half ${half === 'held out' ? half : 'patterns were written from'}`,
        whole(some.length),
        percent(right),
        `${percent(share)} (${label})`,
        `+${((right - share) * 100).toFixed(1)}`,
      ];
    }),
  );
  return markdownTable(['', 'titles>', 'right>', 'always the commonest label>', 'points above it>'], rows);
}

function missedTable(kind: string, titles: readonly LabelledTitle[]): string {
  const rows = missed(titles.filter(({ half }) => half === 'held out')).slice(0, 8);
  return markdownTable(
    [`${kind}: they say`, 'we say', 'titles held out>', 'our labels for them'],
    rows.map(({ label, answer, titles: count, ours }) => [label, answer, whole(count), ours.join(', ')]),
  );
}
