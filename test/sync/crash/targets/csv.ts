import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scoreField, type TargetKind } from '../target.js';

const perFile = 200;

/** Whoever takes the files takes them run by run: the later one holds. Files that are not finished are not there. */
export const csv: TargetKind = {
  name: 'csv',
  start(folder) {
    const out = join(folder, 'out');
    return Promise.resolve({
      orders: {
        destination: 'csv',
        connection: { folder: out },
        objects: { lead: 'Lead' },
        batch: perFile,
        fields: [scoreField('lead', 'Score')],
      },
      environment: {},
      object: 'lead',
      ids: Array.from({ length: 1_200 }, (_, n) => `00Q${n}`),
      window: perFile,
      held: () => Promise.resolve(new Map(lines(out).map(([id, score]) => [id, score]))),
      writes: () => {
        const counts = new Map<string, number>();
        for (const [id] of lines(out)) counts.set(id, (counts.get(id) ?? 0) + 1);
        return Promise.resolve(counts);
      },
      close: () => Promise.resolve(),
    });
  },
};

function lines(out: string): readonly (readonly [string, number])[] {
  const runs = names(out).toSorted();
  return runs.flatMap((run) =>
    names(join(out, run))
      .filter((name) => name.endsWith('.csv'))
      .flatMap((name) =>
        readFileSync(join(out, run, name), 'utf8')
          .trim()
          .split('\n')
          .slice(1),
      )
      .map((line) => {
        const [id = '', score = ''] = line.split(',');
        return [id, Number(score)] as const;
      }),
  );
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
