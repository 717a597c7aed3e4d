/** A deletion that breaks off: whatever it has done, the next one ends it, and ends where a whole one would have. */
import { spawn } from 'node:child_process';
import { copyFileSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { warehousePath } from '../../scripts/commands/warehouse.js';
import { forget, type Forgotten } from '../../scripts/privacy/forget.js';
import { breakingAfter, BrokenOff } from './breaking-engine.js';
import { PeopleWarehouse, peopleProject } from './people-project.js';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A call from the command line that is killed once it has begun to write. */
async function killedForget(warehouse: PeopleWarehouse, person: string): Promise<string | null> {
  const child = spawn(process.execPath, [program, 'forget', person], { cwd: warehouse.directory, stdio: 'ignore' });
  const file = warehousePath(warehouse);
  const watcher = watch(dirname(file), (_, name) => {
    if (name?.endsWith('.wal') === true) child.kill('SIGKILL');
  });
  const signal = await new Promise<string | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (_, by) => {
      resolve(by);
    });
  });
  watcher.close();
  return signal;
}

test('forget, broken off after each of its statements, whatever the person is called next time', async () => {
  const warehouse = await PeopleWarehouse.of(peopleProject());
  onTestFinished(() => warehouse.release());
  await warehouse.run();
  const ben = await warehouse.leadOf('L2');
  // As two people who became one leave it.
  await warehouse.query(
    `INSERT INTO leadscore.leadscore.int_moved_people (from_lead_id, lead_id, seniority) VALUES ('old', '${ben}', 1)`,
  );
  const names = ['ben@globex.com', ben, 'old', 'crm:crm:L2', 'L5'];
  const before = await warehouse.rows();
  await warehouse.release();
  const file = warehousePath(warehouse);
  const copy = join(warehouse.directory, 'before.duckdb');
  copyFileSync(file, copy);
  const again = async (from = copy): Promise<void> => {
    await warehouse.release();
    copyFileSync(from, file);
  };
  const forgetting = (call: number, changes = Infinity): Promise<Forgotten> =>
    warehouse.with((engine) =>
      forget(warehouse.graph, breakingAfter(changes, engine), {
        given: names[call % names.length] ?? '',
        by: 'the office',
        isDry: false,
        at: new Date(Date.UTC(2026, 5, 30, 12, call)),
        sources: ['crm'],
        externalIds: [],
      }),
    );

  const whole = await forgetting(0);
  expect(whole.isKnown).toBe(false);
  const expected = await warehouse.rows();
  expect(await warehouse.tablesWith([ben, 'ben@', 'crm:crm:L2', 'crm:crm:L5', 'user:u2', 'anon:d2'])).toEqual([]);

  await again();
  await expect(forgetting(0, 0)).rejects.toThrow(BrokenOff);
  expect(await warehouse.rows()).toEqual(before);

  // Each call finds less of the person than the one before, and may do one thing more.
  const between = join(warehouse.directory, 'between.duckdb');
  let [calls, isBetween] = [0, false];
  for (let isOver = false; !isOver; calls += 1) {
    const told = await forgetting(calls, 1).catch((error: unknown) => {
      if (error instanceof BrokenOff) return undefined;
      throw error;
    });
    isOver = told !== undefined;
    // People are still found here, and no longer by everything that was theirs.
    const held = isBetween ? [] : await warehouse.tablesWith([ben]);
    if (held.includes('int_moved_people') && !held.includes('int_identity_people')) {
      isBetween = true;
      await warehouse.release();
      copyFileSync(file, between);
    }
    if (told !== undefined)
      expect(told).toMatchObject({ isKnown: true, identities: whole.identities, mark: whole.mark });
  }
  expect(calls).toBeGreaterThan(25);
  expect(await warehouse.rows()).toEqual(expected);

  expect(isBetween).toBe(true);
  await again(between);
  expect(await forgetting(names.indexOf('old'))).toMatchObject({ isKnown: true, identities: whole.identities });
  expect(await warehouse.rows()).toEqual(expected);

  await again();
  expect(await killedForget(warehouse, ben)).toBe('SIGKILL');
  await forgetting(0);
  const { int_forgotten: noted, ...others } = await warehouse.rows();
  const { int_forgotten: notedByOne, ...othersByOne } = expected;
  expect(others).toEqual(othersByOne);
  const hashes = (rows: readonly string[] = []): readonly unknown[] => rows.map((row) => /[0-9a-f]{64}/.exec(row)?.[0]);
  expect(hashes(noted)).toEqual(hashes(notedByOne));
});
