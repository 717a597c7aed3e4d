import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { jobFunctions, jobTitle, seniorities } from '../../scripts/demo/titles.js';
import { loadProject } from '../../scripts/rubric/load.js';
import type { TitleLabel } from '../../scripts/rubric/model.js';

const { project } = await loadProject(fileURLToPath(new URL('../..', import.meta.url)));
const standards = project?.standards;

/** As the models read a title; JavaScript agrees with RE2 on the patterns used here. */
function labelOf(title: string, labels: readonly TitleLabel[]): string | undefined {
  const fits = (pattern: string) =>
    new RegExp(pattern.replace('(?i)', ''), pattern.startsWith('(?i)') ? 'iu' : 'u').test(title);
  return labels.find((label) => label.patterns.some(fits))?.label;
}

const countries = ['United States', 'Germany', 'France', 'Spain'];
const variants = Array.from({ length: 60 }, (_, index) => index / 60);

test.each(seniorities.map(([seniority]) => seniority))(
  'titles of %s people are read as such, in every language',
  (seniority) => {
    for (const [area] of jobFunctions) {
      for (const country of countries) {
        for (const variant of variants) {
          const title = jobTitle(seniority, area, country, variant);
          expect([title, labelOf(title, standards?.seniority ?? [])]).toEqual([title, seniority]);
        }
      }
    }
  },
);

test.each(jobFunctions.map(([area]) => area))('titles in %s are read as such, in every language', (area) => {
  // Who leads a whole company says so without a function: Geschäftsführer, PDG.
  for (const [seniority] of seniorities.filter(([each]) => each !== 'executive')) {
    for (const country of countries) {
      for (const variant of variants) {
        const title = jobTitle(seniority, area, country, variant);
        expect([title, labelOf(title, standards?.functions ?? [])]).toEqual([title, area]);
      }
    }
  }
});

test('students are students, whatever else stands there', () => {
  expect(labelOf('PhD Student', standards?.seniority ?? [])).toBe('student');
  expect(labelOf('Étudiante en informatique', standards?.seniority ?? [])).toBe('student');
});

test('a title that says nothing has no label', () => {
  expect(labelOf('Ninja', standards?.seniority ?? [])).toBeUndefined();
  expect(labelOf('Ninja', standards?.functions ?? [])).toBeUndefined();
});
