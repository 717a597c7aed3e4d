/** A limit of events, in whatever order they arrive: the same rows as from one load of them all, then let go of. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSmallProject, type SmallProject } from '../incremental/small-project.js';
import { BrokenOff } from './breaking-engine.js';

/** More of them: `RETENTION_CASES=50 npx vitest run test/privacy/retention-orders.test.ts`. */
const cases = Number(process.env['RETENTION_CASES'] ?? 2);
const day = 24 * 60 * 60_000;
const start = Date.parse('2026-01-01T00:00:00Z');
/** Days between two runs: a third run is as long after the first as events are kept. */
const step = 60;
const keptDays = 120;

interface Form {
  readonly name: string;
  readonly mailbox: number;
  /** Before which run it arrived, and how many hours before. */
  readonly run: number;
  readonly hours: number;
  /** Days between happening and arriving. */
  readonly late: number;
  /** The same event comes again with a later run, from another address. */
  readonly isAgain: boolean;
}

const runs = 4;
const form: fc.Arbitrary<Form> = fc.record({
  name: fc.constantFrom('asked', 'looked', 'other'),
  mailbox: fc.nat({ max: 3 }),
  run: fc.integer({ min: 1, max: runs }),
  hours: fc.integer({ min: 1, max: step * 24 - 1 }),
  // On both sides of the limit when it arrives, and days later than a run looks back.
  late: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 2 * keptDays })),
  isAgain: fc.boolean(),
});

const history = fc.record({
  forms: fc.array(form, { minLength: 10, maxLength: 20 }),
  /** Which of the earlier runs there are. */
  isRun: fc.array(fc.boolean(), { minLength: runs - 1, maxLength: runs - 1 }),
  /** After how many of its deletions each of them breaks off. */
  breaks: fc.array(fc.nat({ max: 4 }), { minLength: runs, maxLength: runs }),
});

const asOf = (run: number): string => new Date(start + run * step * day).toISOString().replace('.000Z', 'Z');
const moment = (at: number): string => `TIMESTAMPTZ '${new Date(at).toISOString()}'`;

interface Raw {
  readonly run: number;
  readonly row: readonly string[];
}

function rawRows(forms: readonly Form[]): readonly Raw[] {
  return forms.flatMap(({ name, mailbox, run, hours, late, isAgain }, number) => {
    const arrived = start + run * step * day - hours * 60 * 60_000;
    const row = (who: number, at: number): readonly string[] => [
      `'F${number}'`,
      `'${name}'`,
      moment(arrived - late * day),
      moment(at),
      `'p${who}@firm.example.org'`,
      'NULL',
    ];
    const copy = { run: run + 1, row: row(mailbox + 1, arrived + step * day) };
    return [{ run, row: row(mailbox, arrived) }, ...(isAgain && run < runs ? [copy] : [])];
  });
}

let project: SmallProject;
beforeAll(async () => {
  project = await openSmallProject({
    files: { 'rubrics/shared/retention.yaml': { events: `${keptDays} days`, identity_links: '2 years' } },
  });
});
afterAll(() => project.close());

async function begin(): Promise<void> {
  await project.reset();
  await project.setRaw(
    'people',
    [0, 1, 2, 3].map((n) => [`'P${n}'`, `'p${n}@firm.example.org'`, 'NULL', moment(start)]),
  );
}

/** What a limit is for, and what is made of it. */
async function rows(): Promise<Readonly<Record<string, unknown>>> {
  const kept = await project.query('SELECT * FROM `p.d.int_events` ORDER BY stream, event_id');
  return { ...Object.fromEntries(await project.tables()), kept };
}

test('rows after a deletion do not tell in how many runs, or in which order, the events came', async () => {
  let [kept, deleted, brokenOff] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(history, async ({ forms, isRun, breaks }) => {
      const raw = rawRows(forms);
      await begin();
      const waiting: Raw[] = [];
      for (let run = 1; run <= runs; run += 1) {
        waiting.push(...raw.filter((one) => one.run === run));
        if (run < runs && isRun[run - 1] !== true) continue;
        await project.addRaw(
          'forms',
          waiting.splice(0).map(({ row }) => row),
        );
        // As a run does: first what is too old, then the models; a run that breaks off there is begun anew.
        await project.retain({ asOf: asOf(run), breaksAfter: breaks[run - 1] ?? 0 }).catch((error: unknown) => {
          if (!(error instanceof BrokenOff)) throw error;
          brokenOff += 1;
        });
        await project.retain({ asOf: asOf(run) });
        await project.run({ asOf: asOf(run) });
      }
      const some = await rows();

      await begin();
      await project.addRaw(
        'forms',
        raw.map(({ row }) => row),
      );
      await project.run({ asOf: asOf(runs) });
      for (const { rows: count } of await project.retain({ asOf: asOf(runs) })) deleted += count;
      await project.run({ asOf: asOf(runs) });
      const one = await rows();
      expect(some).toEqual(one);
      kept += Array.isArray(one.kept) ? one.kept.length : 0;
    }),
    { numRuns: cases, seed: 20261129, endOnFailure: true },
  );
  expect(Math.min(kept, deleted, brokenOff)).toBeGreaterThan(0);
}, 1_800_000);
