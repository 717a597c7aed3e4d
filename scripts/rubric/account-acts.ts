import type { Dimension, Rubric } from './model.js';

/** The acts of the account as those of a dimension `account` that has nothing else; none for a rubric without any. */
export function accountActs({ account }: Rubric): readonly Dimension[] {
  if (account === undefined || account.acts.length === 0) return [];
  return [{ name: 'account', range: {}, criteria: [], acts: account.acts, families: [], at: account.at }];
}

/** Everything that counts acts: the dimensions of people, then the account. */
export function withAccountActs(rubric: Rubric): readonly Dimension[] {
  return [...rubric.dimensions, ...accountActs(rubric)];
}
