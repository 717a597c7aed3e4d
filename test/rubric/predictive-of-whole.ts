/** A model for the project of `whole-project.ts`. */
import { Decimal } from 'decimal.js';
import type { Artefact, Rubric } from '../../scripts/rubric/model.js';
import { wholeRubric } from './whole-project.js';

const file = 'rubrics/models/whole.json';
const at = { file, line: 1, column: 1 };
const field = { entity: 'lead', name: 'industry', type: 'STRING' } as const;
const d = (value: string): Decimal => new Decimal(value);

export function artefactWith(software: string): Artefact {
  return {
    file,
    name: 'whole <b>2026</b>',
    isIllustrative: false,
    outcome: { label: 'opportunity', withinDays: 90, at },
    trainedOn: { from: '2026-01-01', to: '2026-01-31', rows: 4000, positives: 240, at },
    validatedOn: {
      from: '2026-05-01',
      to: '2026-05-01',
      rows: 900,
      positives: 60,
      figures: [{ name: 'area_under_curve', value: d('0.71'), rows: 900 }],
      at,
    },
    intercept: d('-2.5'),
    terms: [
      {
        name: 'industry',
        label: 'line of business',
        cases: [
          {
            when: { kind: 'field', field, test: { op: 'is', value: { type: 'STRING', value: 'software' } }, at },
            adds: d(software),
            label: 'software',
            at,
          },
        ],
        unknown: d('-0.1'),
        at,
      },
    ],
    at,
  };
}

export function withModel(artefact: Artefact, share?: string): Rubric {
  const use = share === undefined ? ({ kind: 'rank' } as const) : ({ kind: 'demote_bottom', share: d(share) } as const);
  return { ...wholeRubric, predictive: { artefact, use, at: wholeRubric.at } };
}
