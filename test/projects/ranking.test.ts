import { expect, test } from 'vitest';
import { openDatabases } from './open-database.js';
import { ranking } from './ranking.js';

test('ranks counted by hand: ties count half, and the tie at the cut gives its own share', async () => {
  const database = await openDatabases({});
  try {
    // Highest first: 9 yes, 8 yes and 8 no tied, 5 yes, 5 no tied, 1 no five times. Ten rows, so the top fifth is two.
    const rows = `SELECT score::DECIMAL(38, 9) AS score, is_positive FROM (VALUES
      (9, true), (8, true), (8, false), (5, true), (5, false), (1, false), (1, false), (1, false), (1, false), (1, false)
    ) AS t(score, is_positive)`;
    // Pairs won: 9 beats 7; 8 beats 6 and half of 1; 5 beats 5 and half of 1. 7 + 6.5 + 5.5 of 21.
    // Top two: the 9, and one place for the two eights, one of which is positive: (1 + 1/2) / 2.
    expect(await ranking(database, rows)).toEqual({
      rows: 10,
      positives: 3,
      auc: 19 / 21,
      topRows: 2,
      topPrecision: 0.75,
      placesInTie: 1,
      rowsInTie: 2,
    });
    const upsideDown = rows.replace('score::DECIMAL', '(-score)::DECIMAL');
    expect((await ranking(database, upsideDown)).auc).toBeCloseTo(2 / 21, 12);
  } finally {
    database.close();
  }
});
