import { expect, test } from 'vitest';
import { rawCriterion } from './raw-rubric.js';
import { labelOf } from './title-label.js';
import {
  atLeast,
  atMost,
  checkTable,
  equals,
  exists,
  golden,
  has,
  holds,
  is,
  listed,
  note,
  points,
  project,
} from './seed-table.js';
import type { Check } from './seed-table.js';

test('[D2] fit, intent, readiness and revenue potential are axes of their own', () => {
  checkTable('firr/layers', {
    layer: note,
    measures: note,
    example_signals: note,
    question_for_sales: equals('{layer}.description'),
    where: exists,
  });
});

/** The lowest level is what is left over, and only the YAML has its label. */
const lowLabel: Check = (cell, row) => {
  const criterion = rawCriterion('firr', 'fit', row.get('factor') ?? '');
  expect(criterion?.cases?.at(-1)).toMatchObject({ otherwise: true, level: 'low', label: cell });
};

test('[B1] fit has a low, a medium and a high level per factor', () => {
  checkTable('firr/icp_fit', {
    factor: note,
    low: lowLabel,
    medium: equals('fit.{factor}.medium.label'),
    high: equals('fit.{factor}.high.label'),
  });
});

test('[B1] the ideal customer: industries, functions, investments', () => {
  checkTable('firr/icp_values', { what: note, value: listed('list'), list: note });
});

test('[B1] the ideal customer: what is known of a company', () => {
  checkTable('firr/icp_data', { kind: note, data: note, where: exists });
});

test('[A6] the roles of the ideal customer are read from titles', () => {
  checkTable('firr/icp_roles', {
    role: note,
    title: note,
    seniority: (cell, row) => expect(labelOf(row.get('title') ?? '', project?.standards.seniority ?? [])).toBe(cell),
    function: (cell, row) => {
      if (cell !== '') expect(labelOf(row.get('title') ?? '', project?.standards.functions ?? [])).toBe(cell);
    },
    where: exists,
  });
});

test('[D7] explicit, implicit, account-level and negative scoring', () => {
  checkTable('firr/scoring_types', { type: note, data_sources: note, examples: note, measures: note, where: exists });
});

test('[C1] points per tier of signals; [B1] strong fit in sum; [B5] negative fit', () => {
  checkTable('firr/points', {
    category: note,
    signal: note,
    points_low: atLeast,
    points_high: atMost,
    reason: note,
    where: exists,
  });
});

/** A band begins there, and the tier asks for so much, or for nothing at all. */
const bandFrom: Check = (cell, row, cells) => {
  expect(cells.get('bands')?.split(' ')).toContain(cell);
  expect(cells.get(`tier.${row.get('tier') ?? ''}.threshold`) ?? '0').toBe(cell);
};
const bandBelow: Check = (cell, row, cells) => {
  const bands = cells.get('bands')?.split(' ') ?? [];
  expect(bands[bands.indexOf(row.get('score_from') ?? '') + 1] ?? '').toBe(cell);
};

test('[F1] bands and tiers, each with what it means and what is done; [E4] 100 and more is a tier of its own', () => {
  checkTable('firr/thresholds', {
    score_from: bandFrom,
    score_below: bandBelow,
    lead_type: equals('tier.{tier}'),
    meaning: equals('tier.{tier}.action.means'),
    action: equals('tier.{tier}.action.next_step'),
    tier: note,
  });
});

test('[F4] the threshold of a marketing qualified lead lies where many put it', () => {
  const within: Check = (cell, row, cells) => {
    const threshold = Number(cells.get('tier.mql.threshold'));
    const isLow = row.get('rule')?.endsWith('low') === true;
    expect(isLow ? threshold >= Number(cell) : threshold <= Number(cell)).toBe(true);
  };
  checkTable('firr/mql_thresholds', { rule: note, value: within, where: exists });
});

test('[F3] conditions beside points; [C8] opens alone never qualify', () => {
  checkTable('firr/conditions', { tier: note, condition: note, where: exists });
});

test('[C3] web 30 days, webinar 60 without a follow-up, content 90, demo short', () => {
  const full: Check = (cell, row, cells) => {
    for (const path of (row.get('where') ?? '').split(' ')) {
      expect([path, cells.get(`${path}.full`)]).toEqual([path, cell]);
    }
  };
  const condition: Check = (cell, _row, cells) => {
    if (cell === 'no follow-up act since') expect(cells.get('intent.webinar_attended.age_from')).toBe('high_intent');
    if (cell === 'short and pressing') {
      for (const act of ['demo_request', 'contact_sales', 'consultation']) {
        expect(Number(cells.get(`readiness.${act}.ends`))).toBeLessThan(90);
        expect(cells.get(`readiness.${act}.decay`)).toBe('half_life 7d');
      }
    }
  };
  checkTable('firr/decay', { activity: note, full_value_days: full, condition, where: exists });
});

test('[B5] [C7] what takes points away', () => {
  const negative: Check = (_cell, row, cells) => {
    for (const path of (row.get('where') ?? '').split(' ')) {
      expect(Number(cells.get(path)), path).toBeLessThan(0);
    }
  };
  checkTable('firr/negative', { reason: negative, where: exists });
});

test('[E2] the roles of the buying committee', () => {
  checkTable('firr/committee', { person: note, does: note, committee_role: has, where: exists });
});

test('[I6] what suits each channel', () => {
  checkTable('firr/channels', {
    channel: note,
    cost_per_lead: note,
    lead_quality: note,
    return: note,
    best_scoring: note,
    where: exists,
  });
});

test('[I10] [G5] lead quality, with the action of sales and of marketing', () => {
  checkTable('firr/quality', {
    quality: equals('tier.{tier}.action.quality'),
    characteristics: note,
    sales_action: equals('tier.{tier}.action.sales'),
    marketing_action: equals('tier.{tier}.action.marketing'),
    tier: note,
  });
});

test('[F9] [K2] what each stage sets in motion', () => {
  checkTable('firr/automation', {
    stage: note,
    automation: note,
    tier: note,
    field: note,
    value: equals('tier.{tier}.action.{field}'),
  });
});

test('[G2] what the CRM shows', () => {
  checkTable('firr/crm_display', {
    shown: note,
    column: (cell, _row, cells) => expect([...cells.keys()]).toContain(`crm.${cell}`),
  });
});

test('[G3] the reasons for which sales rejects', () => {
  checkTable('firr/rejection_reasons', {
    reason: (cell) => expect(project?.standards.lists.get('rejection_reasons')).toContain(cell),
  });
});

test('[F11] the 400 of the 2000 that the team can follow up', () => {
  checkTable('firr/capacity', {
    what: note,
    leads: (cell, row, cells) => {
      const path = row.get('where') ?? '';
      if (path !== '') expect(cells.get(path)).toBe(cell);
    },
    per: (cell, row, cells) => {
      const path = row.get('where') ?? '';
      if (path !== '') expect(cells.get(`${path}.per`)).toBe(cell);
    },
    where: note,
  });
});

test('[C4] [C8] [B3] [E2] [F8] rules of the running text', () => {
  checkTable('firr/rules', { rule: note, where: exists, holds, value: note });
});

test('[G1] the examples are golden leads', () => {
  checkTable('firr/examples', { example: note, expected: note, golden: golden('firr', 'content_syndication') });
});

test('[D4] content syndication: points', () => {
  checkTable('content_syndication/points', { signal: note, points, reason: note, where: exists });
});

test('[D4] content syndication: fit first, then the topic, then what follows', () => {
  checkTable('content_syndication/order', { step: note, what: note, where: exists, raises: is });
});

test('[D4] content syndication: what raises the score after the download', () => {
  checkTable('content_syndication/raises', { act_after_the_download: atLeastSomething, where: exists });
});

function atLeastSomething(_cell: string, row: ReadonlyMap<string, string>, cells: ReadonlyMap<string, string>): void {
  expect(Number(cells.get(row.get('where') ?? ''))).toBeGreaterThan(0);
}
