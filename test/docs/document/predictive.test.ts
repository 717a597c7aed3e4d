import { expect, test } from 'vitest';
import { renderMarkdown } from '../../../scripts/docs/markdown.js';
import { predictive } from '../../../scripts/docs/sections/predictive.js';
import type { Rubric } from '../../../scripts/rubric/model.js';
import { artefactWith, withModel } from '../../rubric/predictive-of-whole.js';

const written = (rubric: Rubric): string =>
  renderMarkdown({ title: 'whole', madeFrom: [], blocks: predictive(rubric) })
    .split('# whole\n')
    .at(-1)
    ?.trim() ?? '';

test('[J2] [G4] the document says what the model is, what it learnt from, what it may do, and every number', () => {
  expect(written(withModel(artefactWith('0.4'), '0.2'))).toBe(`## The model beside the rules

Of the leads that the rules put into a tier, the last 20 % by the model go to the next tier that holds. The last tier keeps its leads. No score and no reason depends on it.

- **Model**: whole \\<b\\>2026\\</b\\> (\`rubrics/models/whole.json\`)
- **Predicts**: opportunity within 90 days
- **Trained on**: 4000 leads from 2026-01-01 to 2026-01-31, 240 of whom had the outcome
- **Judged on**: 900 leads as of 2026-05-01, 60 of whom had the outcome
- **There: area under curve**: 0.71 (900 leads)
- **Every lead begins at**: -2.5

| Question | Answer | Adds |
|---|---|---:|
| line of business | software | 0.4 |
| line of business | not known, or none of these | -0.1 |`);
});

test('[J2] nothing is said of a rubric without one', () => {
  const { predictive: _, ...without } = withModel(artefactWith('0.4'));
  expect(predictive(without)).toEqual([]);
});
