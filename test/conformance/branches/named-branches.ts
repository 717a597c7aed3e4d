/** A way through the models that is no arm of a CASE: a cap that bound, a limit that dropped acts, a late arrival. */
export interface NamedBranch {
  /** The project whose warehouse is asked. */
  readonly project: string;
  readonly name: string;
  /** GoogleSQL returning one row with one INT64: how often the data took this way. Zero is a failure. */
  readonly sql: string;
}

/** To add one, write the query over the project's tables as a model would name them. */
export const namedBranches: readonly NamedBranch[] = [
  {
    project: 'small',
    name: 'an act without a person',
    sql: 'SELECT COUNT(*) AS n FROM `warehouse.small.acts` WHERE person_id IS NULL',
  },
  {
    project: 'small',
    name: 'a person without an act',
    sql: 'SELECT COUNT(*) AS n FROM `warehouse.small.scores` WHERE acts = 0',
  },
];
