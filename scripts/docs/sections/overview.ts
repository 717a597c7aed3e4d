import { totalAttainable } from '../../rubric/attainable.js';
import type { Rubric } from '../../rubric/model.js';
import { conditionWords, plainWords } from '../../rubric/words.js';
import { type Block, facts, heading, list, paragraph } from '../document.js';
import { attainableWords, days, sentence } from '../phrases.js';

const statusWords: Readonly<Record<Rubric['status'], string>> = {
  live: 'live (its tiers decide what is done)',
  shadow: 'shadow (it is scored and reported, and nothing is done)',
  draft: 'draft (it is not scored)',
  retired: 'retired (it is no longer scored)',
};

/** What the score is for, who answers for it, whom it scores and what it is judged by. */
export function overview(rubric: Rubric): readonly Block[] {
  const { approved } = rubric;
  return [
    paragraph(sentence(rubric.purpose)),
    ...facts([
      ['Version', String(rubric.version)],
      ['Status', statusWords[rubric.status]],
      ['Used for', rubric.uses?.join(', ')],
      ['Approved', approved === undefined ? 'not yet' : `by ${approved.by} on ${approved.on}`],
      [
        'Whom it scores',
        rubric.appliesTo === undefined ? 'every lead' : `leads with: ${conditionWords(rubric.appliesTo)}`,
      ],
      ['Judged by', `${plainWords(rubric.outcome.label)} within ${days(rubric.outcome.withinDays)}`],
      [
        'Enrichment',
        rubric.recalculate === undefined
          ? undefined
          : `read ${rubric.recalculate.attributes}; what becomes known between waits for the next time`,
      ],
      ['Attainable total', attainableWords(totalAttainable(rubric))],
    ]),
  ];
}

/** The team that answers for each part. */
export function owners(rubric: Rubric): readonly Block[] {
  const rows = [...(rubric.owners ?? [])].map(([part, team]) => [sentence(plainWords(part)), team] as const);
  return rows.length === 0 ? [] : [heading(2, 'Owners'), ...facts(rows)];
}

/** Newest first. */
export function changeHistory(rubric: Rubric): readonly Block[] {
  const changes = rubric.changes ?? [];
  if (changes.length === 0) return [];
  const items = changes.map(({ version, on, what, why }) => [
    { strong: `Version ${version}, ${on}` },
    ': ',
    `${what}. Why: ${why}`,
  ]);
  return [heading(2, 'Change history'), ...list(items)];
}
