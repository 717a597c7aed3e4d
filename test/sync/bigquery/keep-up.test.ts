import { expect, test } from 'vitest';
import { KeepUp } from '../../../scripts/sync/bigquery/keep-up.js';

const lost = new Error('lost');

/** Ticks every five seconds for so long; gives the seconds at which something was done. */
async function upkeep(seconds: number, fails: (what: string, at: number) => Error | undefined = () => undefined) {
  const done: { readonly what: string; readonly at: number }[] = [];
  let at = 0;
  const work = (what: string) => (): Promise<void> => {
    done.push({ what, at });
    const error = fails(what, at);
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
  const keepUp = new KeepUp({ renew: work('renew'), flush: work('flush') }, 0, (error) => error === lost);
  for (; at <= seconds; at += 5) await keepUp.tick(at * 1000);
  const when = (what: string): readonly number[] => done.filter((each) => each.what === what).map((each) => each.at);
  return { flushes: when('flush'), renewals: when('renew') };
}

test('the log goes up every half minute, after twenty times every five; a day takes fewer loads than a table may have', async () => {
  const { flushes, renewals } = await upkeep(1500);
  expect(flushes.slice(0, 3)).toEqual([30, 60, 90]);
  expect(flushes.slice(19)).toEqual([600, 900, 1200, 1500]);
  expect(renewals).toEqual([300, 600, 900, 1200, 1500]);
  expect((await upkeep(86_400)).flushes.length).toBeLessThan(500);
});

test('what fails is tried again at its next time; a lease that is lost is told', async () => {
  const { flushes, renewals } = await upkeep(320, (what, at) =>
    (what === 'flush' && at === 60) || (what === 'renew' && at === 300) ? new Error('no network') : undefined,
  );
  expect(flushes.slice(0, 4)).toEqual([30, 60, 90, 120]);
  expect(renewals).toEqual([300, 305]);
  await expect(upkeep(400, (what) => (what === 'renew' ? lost : undefined))).rejects.toBe(lost);
});
