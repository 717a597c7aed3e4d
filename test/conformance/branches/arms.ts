import type { Branch } from '../../../scripts/engine/googlesql/source.js';
import type { Action } from '../../../scripts/graph/graph.js';
import { locatedSql, translate } from '../leadscore.js';
import type { Loaded } from '../models/loads.js';
import { asBefore, full } from '../models/raw-rows.js';
import { type CountedSession, marker } from './counted-session.js';

/** An arm of a CASE or an IF in a model, and on how many rows it was evaluated. */
export interface Arm extends Branch {
  readonly model: string;
  readonly file: string;
  /** From 1: which of the model's arms of the same kind on an equal line it is. */
  readonly nth: number;
  readonly taken: number;
}

/**
 * A model's two queries are two texts of the same arms: an arm counts as taken when either of them took it. What a later
 * load adds is asked of the table as it was before that load; of the table as it is, nothing would be new.
 */
export async function armsOf(loaded: Loaded, session: CountedSession, action: Action): Promise<readonly Arm[]> {
  const arms = new Map<string, { readonly branch: Branch; readonly nth: number; readonly numbers: number[] }>();
  for (const { query, isLater } of queriesOf(action, loaded.load)) {
    const { sql, origin } = locatedSql(loaded.graph, action, query);
    const seen = new Map<string, number>();
    const marked = translate(sql, origin, {
      onBranch: (branch) => {
        const base = `${branch.kind} ${branch.text}`;
        const repeat = seen.get(base) ?? 0;
        seen.set(base, repeat + 1);
        const key = `${base} ${repeat}`;
        const arm = arms.get(key) ?? { branch, nth: repeat + 1, numbers: [] };
        const number = session.nextNumber();
        arm.numbers.push(number);
        arms.set(key, arm);
        return `${marker}(CAST(${number} AS INTEGER))`;
      },
    });
    if (seen.size === 0) continue;
    await session.evaluate(isLater ? marked.replaceAll(full(action.target), full(asBefore(action.target))) : marked);
  }
  return [...arms.values()].map(({ branch, nth, numbers }) => ({
    ...branch,
    nth,
    model: action.target.name,
    file: action.fileName,
    taken: numbers.reduce((sum, each) => sum + (session.taken.get(each) ?? 0), 0),
  }));
}

interface Query {
  readonly query: string;
  /** It adds to the table that an earlier load made. */
  readonly isLater: boolean;
}

/** Those that a run was made of so far: none adds to a table at the first load. */
function queriesOf(action: Action, load: number): readonly Query[] {
  if (action.kind === 'operation' || action.kind === 'assertion') return [];
  const whole: Query = { query: action.query, isLater: false };
  if (action.kind !== 'incremental' || load === 1) return [whole];
  return [whole, { query: action.incrementalQuery, isLater: true }];
}
