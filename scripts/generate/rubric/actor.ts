/** Whose acts are counted: the acts of people and the facts of accounts go the same way from their linked rows to points. */
export interface Actor {
  readonly key: 'lead_id' | 'account_id';
  /** The rubric's model of what can count. */
  readonly acts: 'acts' | 'acts_of_accounts';
  /** Whose acts, in the words of descriptions. */
  readonly words: string;
  /** Columns that a magnitude may be of. */
  readonly magnitudes: readonly string[];
}

export const people: Actor = { key: 'lead_id', acts: 'acts', words: 'act', magnitudes: ['minutes', 'depth'] };
export const accounts: Actor = {
  key: 'account_id',
  acts: 'acts_of_accounts',
  words: 'fact of an account',
  magnitudes: ['strength'],
};
