import { beforeAll, describe, expect, test } from 'vitest';
import { loadProject } from '../../scripts/rubric/load.js';
import { areas, type LabelledTitle, labelledTitles, levels } from './labelled-titles.js';
import { projectRoot } from './project-root.js';
import { hasSharedData } from './shared-data.js';
import { accuracy, commonest } from './title-accuracy.js';

describe.skipIf(!hasSharedData('job_titles', 'titles that others labelled'))(
  '[A6] titles that others labelled, the half that no pattern was written from',
  () => {
    let level: readonly LabelledTitle[];
    let area: readonly LabelledTitle[];
    beforeAll(async () => {
      const { project } = await loadProject(projectRoot);
      if (project === undefined) throw new Error('the project of the root has errors');
      const titles = await labelledTitles(project.standards);
      level = titles.level.filter(({ half }) => half === 'held out');
      area = titles.area.filter(({ half }) => half === 'held out');
    });

    test('are all there, with labels we know', () => {
      expect([level.length, area.length]).toEqual([500, 500]);
      expect(new Set(level.map(({ label }) => label))).toEqual(new Set(levels));
      expect(new Set(area.map(({ label }) => label))).toEqual(new Set(areas));
    });

    test('the level is right at least 25 points more often than the commonest label', () => {
      expect(accuracy(level) - commonest(level)[1]).toBeGreaterThanOrEqual(0.25);
    });

    test('the area is right at least 25 points more often than the commonest label', () => {
      expect(accuracy(area) - commonest(area)[1]).toBeGreaterThanOrEqual(0.25);
    });
  },
);
