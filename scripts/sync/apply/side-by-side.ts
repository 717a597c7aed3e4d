import { type Stop, Stopped } from './stop.js';
import { faulty } from './stop-reasons.js';

/**
 * Does the work for each item, at most `most` at a time, until there are no more or the run stops; ends when all that was begun
 * has ended. A fault of one stops the others, and is thrown then.
 */
export async function sideBySide<Item>(
  items: AsyncIterable<Item>,
  most: number,
  stop: Stop,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const faults: unknown[] = [];
  const fail = (error: unknown): void => {
    if (!(error instanceof Stopped)) faults.push(error);
    stop.ask(faulty);
  };
  try {
    for await (const item of items) {
      if (stop.isAsked) break;
      const one: Promise<void> = work(item)
        .catch(fail)
        .finally(() => underWay.delete(one));
      underWay.add(one);
      while (underWay.size >= most) await Promise.race(underWay);
      if (stop.isAsked) break;
    }
  } catch (error) {
    fail(error);
  }
  await Promise.all(underWay);
  if (faults.length > 0) throw faults[0];
}
