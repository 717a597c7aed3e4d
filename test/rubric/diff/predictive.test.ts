import { expect, test } from 'vitest';
import { meaningChanges } from '../../../scripts/rubric/diff/meaning-changes.js';
import { unversionedChanges } from '../../../scripts/rubric/diff/unversioned.js';
import type { Rubric } from '../../../scripts/rubric/model.js';
import { artefactWith, withModel } from '../predictive-of-whole.js';
import { wholeProject } from '../whole-project.js';

const project = (rubric: Rubric) => ({ ...wholeProject, rubrics: [rubric] });
const before = project(withModel(artefactWith('0.4')));
const told = (rubric: Rubric): readonly string[] =>
  meaningChanges(before, project(rubric)).map(({ kind, what }) => `${kind} ${what}`);

test('[J2] [H1] a changed artefact is a changed meaning, and asks for a new version', () => {
  const after = withModel(artefactWith('0.5'));
  expect(told(after)).toEqual(['meaning predictive, artefact, term industry, case software: adds 0.4 -> 0.5']);
  expect(unversionedChanges(before, project(after))).toHaveLength(1);
  expect(told(withModel({ ...artefactWith('0.4'), terms: [] }))).toEqual([
    'meaning predictive, artefact: term industry removed, it was: label line of business, cases when industry is software, adds 0.4, label software, unknown -0.1',
  ]);
});

test('[J2] so is another use; the same numbers in another file are not', () => {
  expect(told(withModel(artefactWith('0.4'), '0.2'))).toEqual([
    'meaning predictive, use: kind rank -> demote_bottom',
    'meaning predictive, use: new share: 0.2',
  ]);
  expect(told(withModel({ ...artefactWith('0.4'), file: 'rubrics/models/moved.json' }))).toEqual([]);
});
