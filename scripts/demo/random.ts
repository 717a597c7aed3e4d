/**
 * Seeded random numbers that are the same on every machine: sfc32, 32-bit integer arithmetic only. One stream per
 * (seed, stream, index), so that any company or person can be made alone, in any order.
 */
export interface Random {
  /** A whole number, 0 <= n < 2^32. */
  word(): number;
  /** 0 <= x < 1. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, low <= n <= high. */
  between(low: number, high: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** One of the items, each as likely as its weight says. */
  weighted<T>(items: readonly [Weighted<T>, ...Weighted<T>[]]): T;
}

export type Weighted<T> = readonly [item: T, weight: number];

export function random(seed: number, stream: number, index: number): Random {
  let [a, b, c, counter] = [seed | 0, stream | 0, index | 0, 1];

  const word = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  // sfc32 mixes its seed into all of its state within twelve rounds.
  for (let round = 0; round < 12; round += 1) word();

  const next = (): number => word() / 4294967296;
  return {
    word,
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    weighted: (items) => {
      const total = items.reduce((sum, [, weight]) => sum + weight, 0);
      let draw = next() * total;
      for (const [item, weight] of items) {
        draw -= weight;
        if (draw < 0) return item;
      }
      return items[0][0];
    },
  };
}
