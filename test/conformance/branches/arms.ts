import type { Branch } from '../../../scripts/engine/googlesql/source.js';
import type { Action } from '../../../scripts/graph/graph.js';
import { locatedSql, translate } from '../leadscore.js';
import type { Loaded } from '../models/loads.js';
import { type CountedSession, marker } from './counted-session.js';

/** An arm of a CASE or an IF in a model, and on how many rows it was evaluated. */
export interface Arm extends Branch {
  readonly model: string;
  readonly file: string;
  /** From 1: which of the model's arms of the same kind on an equal line it is. */
  readonly nth: number;
  readonly taken: number;
}

/** A model's two queries are two texts of the same arms: an arm counts as taken when either of them took it. */
export async function armsOf(loaded: Loaded, session: CountedSession, action: Action): Promise<readonly Arm[]> {
  const arms = new Map<string, { readonly branch: Branch; readonly nth: number; readonly numbers: number[] }>();
  for (const query of queriesOf(action)) {
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
    if (seen.size > 0) await session.evaluate(marked);
  }
  return [...arms.values()].map(({ branch, nth, numbers }) => ({
    ...branch,
    nth,
    model: action.target.name,
    file: action.fileName,
    taken: numbers.reduce((sum, each) => sum + (session.taken.get(each) ?? 0), 0),
  }));
}

function queriesOf(action: Action): readonly string[] {
  if (action.kind === 'operation' || action.kind === 'assertion') return [];
  return action.kind === 'incremental' ? [action.query, action.incrementalQuery] : [action.query];
}
